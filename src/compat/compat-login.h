/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef COMPAT_LOGIN_H
#define COMPAT_LOGIN_H

#include "exchange-config.h"
#include "login-common.h"
#include "client-common.h"

/* What the imap-login binary exports without a header in dovecot-dev. */
void imap_client_auth_result(struct client *client,
			     enum client_auth_result result,
			     const struct client_auth_reply *reply,
			     const char *text);

/* Returns TRUE if the client's connection has TLS, also when a proxy in front
   ended it. */
static inline bool compat_login_client_has_tls(const struct client *client)
{
#ifdef HAVE_LOGIN_CLIENT_CONNECTION_SECURED
	return client->connection_tls_secured || client->haproxy_terminated_tls;
#else
	return client->tls || client->proxied_ssl;
#endif
}

/* Returns TRUE if result says that the user has too many connections. */
static inline bool
compat_login_auth_result_is_limit(enum client_auth_result result)
{
#ifdef HAVE_CLIENT_AUTH_RESULT_LIMIT
	return result == CLIENT_AUTH_RESULT_LIMIT_REACHED;
#else
	return FALSE;
#endif
}

#endif
