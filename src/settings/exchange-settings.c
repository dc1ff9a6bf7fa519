/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "exchange-login-name.h"
#include "exchange-settings.h"

/* A line of the greeting must not outgrow what a client reads. */
#define EXCHANGE_BANNER_MAX 1000
/* Dovecot's auth process forgets a request after 150 seconds, and what waited
   for it would fail in another way. */
#define EXCHANGE_LOGIN_TIMEOUT_MAX 150
#define EXCHANGE_AUTOLOGOUT_MAX (7 * 24 * 60 * 60)

/* OX <3>: what Exchange's own setting allows */
#define EXCHANGE_COMMAND_SIZE_MIN 1024
#define EXCHANGE_COMMAND_SIZE_MAX 16384

#define DUP_STR(value) p_strdup(pool, value)
#define DUP_BOOL(value) (value)
#define DUP_UINT(value) (value)
#define DUP_TIME(value) (value)
#define DUP_SIZE(value) (value)

const struct exchange_settings *
exchange_settings_dup(pool_t pool, const struct exchange_settings *set)
{
	struct exchange_settings *copy =
		p_new(pool, struct exchange_settings, 1);

	copy->pool = pool;
#define EXCHANGE_SETTING(type, name, value, text) \
	copy->name = DUP_##type(set->name);
#include "exchange-settings.def"
#undef EXCHANGE_SETTING
	return copy;
}

static bool banner_verify(const char *banner, const char **error_r)
{
	const unsigned char *p = (const unsigned char *)banner;

	if (strlen(banner) > EXCHANGE_BANNER_MAX) {
		*error_r = t_strdup_printf("exchange_banner is longer than "
					   "%d characters", EXCHANGE_BANNER_MAX);
		return FALSE;
	}
	if (*p == '[') {
		/* V0050: no response code in the greeting */
		*error_r = "exchange_banner must not begin with [";
		return FALSE;
	}
	for (; *p != '\0'; p++) {
		if (*p < 0x20 || *p >= 0x7f) {
			*error_r = "exchange_banner has a character that is "
				"not printable ASCII";
			return FALSE;
		}
	}
	return TRUE;
}

static bool timers_verify(const struct exchange_settings *set,
			  const char **error_r)
{
	if (set->exchange_login_timeout < 1 ||
	    set->exchange_login_timeout > EXCHANGE_LOGIN_TIMEOUT_MAX) {
		*error_r = t_strdup_printf("exchange_login_timeout must be "
			"1 to %d seconds", EXCHANGE_LOGIN_TIMEOUT_MAX);
		return FALSE;
	}
	if (set->exchange_autologout < 1 ||
	    set->exchange_autologout > EXCHANGE_AUTOLOGOUT_MAX) {
		*error_r = t_strdup_printf("exchange_autologout must be "
			"1 to %d seconds", EXCHANGE_AUTOLOGOUT_MAX);
		return FALSE;
	}
	return TRUE;
}

static bool
command_size_verify(uoff_t size, const char **error_r)
{
	if (size >= EXCHANGE_COMMAND_SIZE_MIN &&
	    size <= EXCHANGE_COMMAND_SIZE_MAX)
		return TRUE;
	*error_r = t_strdup_printf("exchange_command_size must be %d to %d",
		EXCHANGE_COMMAND_SIZE_MIN, EXCHANGE_COMMAND_SIZE_MAX);
	return FALSE;
}

bool exchange_settings_verify(const struct exchange_settings *set,
			      const char **error_r)
{
	struct exchange_profile profile;

	return exchange_settings_profile(set, &profile, error_r) >= 0 &&
		banner_verify(set->exchange_banner, error_r) &&
		command_size_verify(set->exchange_command_size, error_r) &&
		exchange_login_domains_verify(set->exchange_login_domains,
					      error_r) &&
		timers_verify(set, error_r);
}

int exchange_settings_profile(const struct exchange_settings *set,
			      struct exchange_profile *profile_r,
			      const char **error_r)
{
	return exchange_profile_parse(set->exchange_version,
				      set->exchange_behaviors,
				      profile_r, error_r);
}
