/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef COMPAT_SASL_AUTH_H
#define COMPAT_SASL_AUTH_H

/* For the compat-sasl files only. */

struct auth_request;

/* Octets left free behind Dovecot's struct in ours: should Dovecot's be longer
   than it was when this was compiled, it still does not write over ours. */
#define COMPAT_SASL_SLACK 1024

/* An auth request as Dovecot makes it, of no mechanism and no client. */
struct auth_request *compat_sasl_auth_request_new(void);

/* Has Dovecot struct auth_request as it was compiled in here? Only what can be
   seen from outside is looked at, including every field that is used. */
bool compat_sasl_auth_request_is_ours(void);
bool compat_sasl_auth_request_is_secured(
	const struct auth_request *auth_request);

#endif
