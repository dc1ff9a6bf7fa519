#ifndef NTLM_CHANNEL_BINDING_H
#define NTLM_CHANNEL_BINDING_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "ntlm-protocol.h"

/* The MD5 of a gss_channel_bindings structure with application data
   "tls-server-end-point:" HASH (RFC 5929 4, MS-NLMP 2.2.2.1 AV 10). It depends
   on the server's certificate alone, so it is made from the files that
   Dovecot serves and needs nothing of the connection. */

/* The token of a certificate in DER. Returns 0, or -1 and the error. */
int ntlm_channel_binding_token(
	const unsigned char *der, size_t size,
	unsigned char token_r[NTLM_CHANNEL_BINDING_SIZE],
	const char **error_r);

/* All zero means "no binding" */
bool ntlm_channel_binding_is_zero(
	const unsigned char token[NTLM_CHANNEL_BINDING_SIZE]);

/* Tokens of certificate files, for several names (SNI) and for the old and the
   new certificate while one replaces the other. */
struct ntlm_channel_bindings;

/* paths: PEM files separated by blanks, of each its first certificate. */
struct ntlm_channel_bindings *ntlm_channel_bindings_create(const char *paths);
void ntlm_channel_bindings_free(struct ntlm_channel_bindings **bindings);

/* Read files that have changed since the last call; looks at most once a
   second. A file that cannot be read keeps its old token (it may be half
   written). Returns 0, or -1 and the last error, of which the caller tells
   the operator; each error is returned once until the file changes again. */
int ntlm_channel_bindings_refresh(struct ntlm_channel_bindings *bindings,
				  const char **error_r);
/* Is there any token? */
bool ntlm_channel_bindings_usable(const struct ntlm_channel_bindings *bindings);
bool ntlm_channel_bindings_match(
	const struct ntlm_channel_bindings *bindings,
	const unsigned char token[NTLM_CHANNEL_BINDING_SIZE]);

#endif
