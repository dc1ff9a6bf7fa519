/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Settings where a plugin's settings live in plugin { } (no HAVE_LIB_SETTINGS). */

#include "lib.h"
#include "array.h"
#include "str.h"
#include "settings-parser.h"
#include "master-service.h"
#include "master-service-settings.h"
#include "compat-settings.h"
#include "compat-settings-plugin.h"

#define EXCHANGE_SETTING(type, name, value, text) \
	SETTING_DEFINE_STRUCT_##type(#name, name, struct exchange_settings),
static const struct setting_define exchange_setting_defines[] = {
#include "exchange-settings.def"
	SETTING_DEFINE_LIST_END
};
#undef EXCHANGE_SETTING

#define EXCHANGE_SETTING(type, name, value, text) .name = value,
static const struct exchange_settings exchange_default_settings = {
#include "exchange-settings.def"
};
#undef EXCHANGE_SETTING

const struct setting_parser_info exchange_setting_parser_info = {
	.module_name = "exchange",
	.defines = exchange_setting_defines,
	.defaults = &exchange_default_settings,
	.type_offset = SIZE_MAX,
	.struct_size = sizeof(struct exchange_settings),
	.parent_offset = SIZE_MAX,
};

/* plugin { } alone, as a list of names and values */
struct plugin_section {
	ARRAY(const char *) plugin_envs;
};

static const struct setting_define plugin_section_defines[] = {
	{ .type = SET_STRLIST, .key = "plugin",
	  .offset = offsetof(struct plugin_section, plugin_envs) },
	SETTING_DEFINE_LIST_END
};

static const struct plugin_section plugin_section_defaults = {
	.plugin_envs = ARRAY_INIT
};

static const struct setting_parser_info plugin_section_info = {
	.module_name = "mail",
	.defines = plugin_section_defines,
	.defaults = &plugin_section_defaults,
	.type_offset = SIZE_MAX,
	.struct_size = sizeof(struct plugin_section),
	.parent_offset = SIZE_MAX,
};

static pool_t init_pool;
static const struct exchange_settings *init_set;
static char *init_error;

static int
settings_parse_env(struct setting_parser_context *parser, const char *name,
		   const char *value, const char **error_r)
{
	int ret;

	if (strncmp(name, "exchange_", 9) != 0)
		return 0;
	ret = settings_parse_keyvalue(parser, name, value);
	if (ret > 0)
		return 0;
	if (ret == 0) {
		*error_r = t_strdup_printf("plugin { %s }: there is no such "
					   "setting", name);
	} else {
		*error_r = t_strdup_printf("plugin { %s }: %s", name,
			settings_parser_get_error(parser));
	}
	return -1;
}

int compat_settings_parse_envs(const char *const *envs, unsigned int count,
			       pool_t pool,
			       const struct exchange_settings **set_r,
			       const char **error_r)
{
	struct setting_parser_context *parser;
	struct exchange_settings *set;
	unsigned int i;
	int ret = 0;

	parser = settings_parser_init(pool, &exchange_setting_parser_info, 0);
	for (i = 0; i + 1 < count && ret == 0; i += 2)
		ret = settings_parse_env(parser, envs[i], envs[i + 1], error_r);
	set = settings_parser_get(parser);
	if (ret == 0 && !exchange_settings_verify(set, error_r))
		ret = -1;
	if (ret == 0)
		*set_r = exchange_settings_dup(pool, set);
	else
		*error_r = t_strdup(*error_r);
	settings_parser_deinit(&parser);
	return ret;
}

static int
plugin_section_read(const char *service, const struct plugin_section **section_r,
		    const char **error_r)
{
	static const struct setting_parser_info *roots[] = {
		&plugin_section_info, NULL
	};
	struct master_service_settings_input input;
	struct master_service_settings_output output;
	void **sets;

	i_zero(&input);
	input.roots = roots;
	input.module = "mail";
	input.service = service;
	input.never_exec = TRUE;
	if (master_service_settings_read(master_service, &input, &output,
					 error_r) < 0)
		return -1;
	sets = master_service_settings_get_others(master_service);
	*section_r = sets[0];
	return 0;
}

int compat_settings_init(const char *service, const char **error_r)
{
	const struct plugin_section *section;
	const char *const *envs = NULL;
	unsigned int count = 0;

	if (plugin_section_read(service, &section, error_r) < 0) {
		init_error = i_strdup(*error_r);
		return -1;
	}
	if (array_is_created(&section->plugin_envs))
		envs = array_get(&section->plugin_envs, &count);
	init_pool = pool_alloconly_create("exchange settings", 1024);
	if (compat_settings_parse_envs(envs, count, init_pool, &init_set,
				       error_r) < 0) {
		init_error = i_strdup(*error_r);
		pool_unref(&init_pool);
		return -1;
	}
	return 0;
}

void compat_settings_deinit(void)
{
	init_set = NULL;
	i_free(init_error);
	pool_unref(&init_pool);
}

int compat_settings_get(struct event *event ATTR_UNUSED, pool_t pool,
			const struct exchange_settings **set_r,
			const char **error_r)
{
	if (init_set == NULL) {
		*error_r = init_error != NULL ? t_strdup(init_error) :
			"settings were not read when the process started";
		return -1;
	}
	*set_r = exchange_settings_dup(pool, init_set);
	return 0;
}
