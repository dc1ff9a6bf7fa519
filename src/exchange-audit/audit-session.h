/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUDIT_SESSION_H
#define AUDIT_SESSION_H

#include "audit-ctx.h"

/* Logs in on ctx->conn with the mechanism of the run. The answers stay in
   ctx->responses. Returns 0, or -1 with error_r. */
int audit_session_login(struct audit_ctx *ctx, const struct audit_user *user,
			const char **error_r);
/* The same with one mechanism: "login", "plain", "gssapi", "ntlm". */
int audit_session_login_by(struct audit_ctx *ctx, const char *mechanism,
			   const struct audit_user *user,
			   const char **error_r);
/* Gives A and B back for the next row if they can be used on. */
void audit_session_end_row(struct audit_ctx *ctx);
/* Closes A and B. */
void audit_session_close_shared(struct audit *audit);

/* A string as quoted string or, if it has to be, as {lit:}; for
   audit_cmd(). A brace in it never counts as a placeholder. */
const char *audit_quote(const char *text);

#endif
