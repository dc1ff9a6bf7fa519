/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Settings where Dovecot has lib-settings (HAVE_LIB_SETTINGS). */

#include "lib.h"
#include "settings.h"
#include "settings-parser.h"
#include "compat-settings.h"

#define EXCHANGE_SETTING(type, name, value, text) \
	SETTING_DEFINE_STRUCT_##type(#name, name, struct exchange_settings),
static const struct setting_define exchange_setting_defines[] = {
	/* exchange_delegate { dict ... { } }: for the auth process */
	{ .type = SET_FILTER_NAME, .key = "exchange_delegate" },
#include "exchange-settings.def"
	SETTING_DEFINE_LIST_END
};
#undef EXCHANGE_SETTING

#define EXCHANGE_SETTING(type, name, value, text) .name = value,
static const struct exchange_settings exchange_default_settings = {
#include "exchange-settings.def"
};
#undef EXCHANGE_SETTING

/* The config process runs this too, so that a wrong value stops Dovecot's
   start. A value with %{variables} is not known there yet. */
static bool
exchange_settings_check(void *_set, pool_t pool ATTR_UNUSED,
			const char **error_r)
{
	const struct exchange_settings *set = _set;

	if (set->exchange_version == set_value_unknown ||
	    set->exchange_behaviors == set_value_unknown ||
	    set->exchange_banner == set_value_unknown ||
	    set->exchange_login_domains == set_value_unknown)
		return TRUE;
	return exchange_settings_verify(set, error_r);
}

const struct setting_parser_info exchange_setting_parser_info = {
	.name = "exchange",

	.defines = exchange_setting_defines,
	.defaults = &exchange_default_settings,

	.struct_size = sizeof(struct exchange_settings),
	.pool_offset1 = 1 + offsetof(struct exchange_settings, pool),
	.check_func = exchange_settings_check,
};

int compat_settings_init(const char *service ATTR_UNUSED,
			 const char **error_r ATTR_UNUSED)
{
	return 0;
}

void compat_settings_deinit(void)
{
}

int compat_settings_get(struct event *event, pool_t pool,
			const struct exchange_settings **set_r,
			const char **error_r)
{
	const struct exchange_settings *set;
	const char *error;

	if (settings_get(event, &exchange_setting_parser_info, 0, &set,
			 &error) < 0) {
		*error_r = t_strdup_printf("%s (is the settings module "
			"libexchange_settings.so installed for this Dovecot?)",
			error);
		return -1;
	}
	/* Never keep settings: one not freed when the module is unloaded
	   crashes the process at its end. */
	*set_r = exchange_settings_dup(pool, set);
	settings_free(set);
	return 0;
}
