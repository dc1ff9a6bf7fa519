/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUDIT_GSSAPI_H
#define AUDIT_GSSAPI_H

struct audit_ctx;

/* AUTHENTICATE GSSAPI with the credentials of the environment (KRB5CCNAME or
   a client keytab). Returns 0, or -1 with error_r. */
int audit_gssapi_login(struct audit_ctx *ctx, const char **error_r);
/* The same; pick is the security layer to choose (RFC 4752: 1 none, 2
   integrity, 4 confidentiality). offer_r gets the bits the server offers, 0
   if it got not so far. */
int audit_gssapi_auth(struct audit_ctx *ctx, unsigned char pick,
		      unsigned char *offer_r, const char **error_r);

#endif
