/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "audit-ctx.h"
#include "audit-ntlm.h"

int audit_ntlm_login(struct audit_ctx *ctx ATTR_UNUSED,
		     const struct audit_user *user ATTR_UNUSED,
		     const char **error_r)
{
	*error_r = "this exchange-audit was built without an NTLM client";
	return -1;
}
