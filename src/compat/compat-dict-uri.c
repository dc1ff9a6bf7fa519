/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Dicts named by URIs (no HAVE_LIB_SETTINGS). */

#include "auth-common.h"
#include "dict.h"
#include "auth-settings.h"
#include "compat-dict.h"

/* where Dovecot keeps what must survive a restart */
#define DEFAULT_URI "file:/var/lib/dovecot/exchange-delegates"

int compat_dict_init(const char *args, const char *name ATTR_UNUSED,
		     struct dict **dict_r, const char **error_r)
{
	const struct dict_settings set = {
		.base_dir = global_auth_settings->base_dir,
		.event_parent = auth_event,
	};
	const char *error;

	if (args == NULL || args[0] == '\0')
		args = DEFAULT_URI;
	if (dict_init(args, &set, dict_r, &error) < 0) {
		*error_r = t_strdup_printf("dict %s: %s", args, error);
		return -1;
	}
	return 0;
}
