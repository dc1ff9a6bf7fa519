/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Dicts set up in settings (HAVE_LIB_SETTINGS). */

#include "auth-common.h"
#include "dict.h"
#include "settings.h"
#include "compat-dict.h"

int compat_dict_init(const char *args ATTR_UNUSED, const char *name,
		     struct dict **dict_r, const char **error_r)
{
	struct event *event = event_create(auth_event);
	const char *error;
	int ret;

	settings_event_add_filter_name(event, name);
	ret = dict_init_auto(event, dict_r, &error);
	event_unref(&event);
	if (ret > 0)
		return 0;
	*error_r = t_strdup_printf("%s { dict ... }: %s", name, error);
	return -1;
}
