/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "compat-settings.h"

int compat_settings_profile(struct event *event, const char *module, int ret,
			    const struct exchange_settings *set,
			    const char *error,
			    struct exchange_profile *profile_r)
{
	if (ret >= 0)
		ret = exchange_settings_profile(set, profile_r, &error);
	if (ret < 0)
		e_error(event, "%s: %s - serving plain IMAP", module, error);
	return ret;
}
