/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* From 2013 on a delegate without rights has been seen to get "OK LOGIN
   completed." and then, to every command, "BAD User is authenticated but not
   connected." The gate says by a field of its own that the delegate's password
   was right; the login has failed all the same. The client never leaves
   imap-login, and the timer that ends a session without login goes on. */

#include "imap-login-exchange.h"
#include "imap-login-client.h"
#include "exchange-login-name.h"

static bool reply_says_so(const struct client_auth_reply *reply)
{
	static const char field[] = EXCHANGE_NOT_CONNECTED_FIELD"=";
	const char *const *args = reply == NULL ? NULL : reply->all_fields;

	for (; args != NULL && *args != NULL; args++) {
		if (strncmp(*args, field, strlen(field)) == 0)
			return reply->nologin;
	}
	return FALSE;
}

bool imap_login_exchange_not_connected(struct client *client,
				       const struct client_auth_reply *reply)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);

	/* without our input stream nothing would hold back later commands */
	if (!reply_says_so(reply) ||
	    !exchange_has(&eclient->profile, EXCHANGE_DELEGATE_NOT_CONNECTED) ||
	    eclient->input == NULL || client->input != eclient->input)
		return FALSE;
	eclient->not_connected = TRUE;
	client_send_reply(client, IMAP_CMD_REPLY_OK, "Logged in.");
	return TRUE;
}

bool imap_login_exchange_is_cut_off(struct client *client, const char *command)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);

	if (!eclient->not_connected)
		return FALSE;
	/* Dovecot ends a session after the third BAD */
	client->bad_counter = 0;
	return strcmp(command, "CAPABILITY") != 0 &&
		strcmp(command, "NOOP") != 0 && strcmp(command, "LOGOUT") != 0;
}
