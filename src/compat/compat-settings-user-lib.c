/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* A user's settings where Dovecot has lib-settings (HAVE_LIB_SETTINGS). */

#include "lib.h"
#include "mail-user.h"
#include "compat-settings.h"

int compat_settings_get_user(struct mail_user *user, pool_t pool,
			     const struct exchange_settings **set_r,
			     const char **error_r)
{
	return compat_settings_get(user->event, pool, set_r, error_r);
}
