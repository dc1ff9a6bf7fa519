/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "auth-delegate.h"
#include "auth-request.h"
#include "compat-passdb.h"
#include "compat-settings.h"

bool auth_delegate_has(struct auth_request *request,
		       enum exchange_behavior behavior)
{
	const struct exchange_settings *set;
	struct exchange_profile profile;
	const char *error;
	int ret;

	if (strcmp(compat_passdb_protocol(request), "imap") != 0)
		return FALSE;
	ret = compat_settings_get(request->event, request->pool, &set, &error);
	if (ret == 0)
		ret = exchange_settings_profile(set, &profile, &error);
	if (ret < 0)
		e_error(request->event, AUTH_DELEGATE_NAME ": %s", error);
	return ret > 0 && exchange_has(&profile, behavior);
}
