/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* A request without a client, where lib-sasl defines mechanisms (HAVE_SASL_SERVER_MECH). */

#include "auth-common.h"
#include "auth-request.h"
#include "compat-sasl-auth.h"

#pragma weak auth_request_new

struct auth_request *compat_sasl_auth_request_new(void)
{
	return auth_request_new(NULL);
}
