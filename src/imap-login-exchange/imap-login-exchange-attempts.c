/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* V0061: "four failed attempts ... then the session is dropped". */

#include "imap-login-exchange.h"

#define ATTEMPTS_BYE "Too many failed logins."

/* Was somebody's name tried and refused? A temporary failure, a cancelled
   exchange or a mechanism that is not there says nothing about it. */
static bool attempt_failed(enum client_auth_result result)
{
	switch (result) {
	case CLIENT_AUTH_RESULT_AUTHFAILED:
	case CLIENT_AUTH_RESULT_AUTHFAILED_REASON:
	case CLIENT_AUTH_RESULT_AUTHZFAILED:
	case CLIENT_AUTH_RESULT_PASS_EXPIRED:
	case CLIENT_AUTH_RESULT_LOGIN_DISABLED:
	case CLIENT_AUTH_RESULT_ANONYMOUS_DENIED:
		return TRUE;
	default:
		return FALSE;
	}
}

void imap_login_exchange_attempt(struct client *client,
				 enum client_auth_result result)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);
	unsigned int max = eclient->set->exchange_login_attempts;

	if (!attempt_failed(result) || client->destroyed || max == 0 ||
	    !exchange_has(&eclient->profile, EXCHANGE_FOUR_ATTEMPTS) ||
	    ++eclient->failed_attempts < max)
		return;
	/* Other reasons than this one have words of their own in the log, which
	   hide that a login failed: fail2ban must see that. */
	client_notify_disconnect(client, CLIENT_DISCONNECT_TIMEOUT,
				 ATTEMPTS_BYE);
	client_destroy(client, "Too many failed logins");
}
