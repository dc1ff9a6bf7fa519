/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef EXCHANGE_SETTINGS_H
#define EXCHANGE_SETTINGS_H

#include "exchange-profile.h"

#define EXCHANGE_SETTING_CTYPE_STR const char *
#define EXCHANGE_SETTING_CTYPE_BOOL bool
#define EXCHANGE_SETTING_CTYPE_UINT unsigned int
#define EXCHANGE_SETTING_CTYPE_TIME unsigned int
#define EXCHANGE_SETTING_CTYPE_SIZE uoff_t

struct exchange_settings {
	pool_t pool;

#define EXCHANGE_SETTING(type, name, value, text) \
	EXCHANGE_SETTING_CTYPE_##type name;
#include "exchange-settings.def"
#undef EXCHANGE_SETTING
};

/* What Dovecot's settings code must know of struct exchange_settings. */
extern const struct setting_parser_info exchange_setting_parser_info;

/* Copies settings into pool. */
const struct exchange_settings *
exchange_settings_dup(pool_t pool, const struct exchange_settings *set);

/* Checks what the parser cannot: versions, behavior names, characters.
   Returns FALSE and a sentence in error_r if something is wrong. */
bool exchange_settings_verify(const struct exchange_settings *set,
			      const char **error_r);

/* Makes the profile that the settings ask for. Returns 1, 0 if
   exchange_version is not set, -1 and a sentence in error_r. */
int exchange_settings_profile(const struct exchange_settings *set,
			      struct exchange_profile *profile_r,
			      const char **error_r);

#endif
