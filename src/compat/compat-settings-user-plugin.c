/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* A user's settings where they live in plugin { } (no HAVE_LIB_SETTINGS).
   Dovecot has merged userdb's extra fields into plugin_envs already. */

#include "lib.h"
#include "array.h"
#include "mail-user.h"
#include "mail-storage-settings.h"
#include "compat-settings.h"
#include "compat-settings-plugin.h"

int compat_settings_get_user(struct mail_user *user, pool_t pool,
			     const struct exchange_settings **set_r,
			     const char **error_r)
{
	const char *const *envs = NULL;
	unsigned int count = 0;

	if (array_is_created(&user->set->plugin_envs))
		envs = array_get(&user->set->plugin_envs, &count);
	return compat_settings_parse_envs(envs, count, pool, set_r, error_r);
}
