/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUDIT_NTLM_H
#define AUDIT_NTLM_H

struct audit_ctx;
struct audit_user;

/* AUTHENTICATE NTLM. Returns 0, or -1 with error_r. */
int audit_ntlm_login(struct audit_ctx *ctx, const struct audit_user *user,
		     const char **error_r);

#endif
