/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* From the successful login to the imap process. */

#include "imap-login-exchange.h"
#include "imap-login-client.h"

bool imap_login_exchange_authenticates(struct client *client)
{
	struct imap_client *imap_client =
		container_of(client, struct imap_client, common);

	return imap_client->cmd_name != NULL &&
		strcasecmp(imap_client->cmd_name, "AUTHENTICATE") == 0;
}

/* A trusted client may have chosen its session id (ID, x-session-id), and it may
   look as if it had a mark: ours is always the last one. An id too long for it
   is cut. */
static const char *
session_id_mark(struct client *client, const char *session_id)
{
	struct exchange_login_info info;

	i_zero(&info);
	info.authenticate = imap_login_exchange_authenticates(client);
	imap_login_exchange_capability_get(client, &info.capability);
	return p_strconcat(client->pool,
		t_strndup(session_id, LOGIN_MAX_SESSION_ID_LEN -
				      EXCHANGE_SESSION_MARK_LEN),
		exchange_session_mark(&info), NULL);
}

/* Dovecot calls this when the auth process has said yes, right before it hands
   the connection and the session id over to imap. */
bool imap_login_exchange_sasl_check_login(struct client *client)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);

	if (eclient->module_ctx.super.sasl_check_login != NULL &&
	    !eclient->module_ctx.super.sasl_check_login(client))
		return FALSE;
	imap_login_exchange_input_pass_all(client);
	eclient->session_id = client_get_session_id(client);
	client->session_id = session_id_mark(client, eclient->session_id);
	return TRUE;
}

void imap_login_exchange_auth_result(struct client *client,
				     enum client_auth_result result,
				     const struct client_auth_reply *reply,
				     const char *text)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);

	/* The mark has done its work: log the session id as it was. */
	if (eclient->session_id != NULL) {
		client->session_id = eclient->session_id;
		eclient->session_id = NULL;
	}
	if (imap_login_exchange_not_connected(client, reply))
		return;
	eclient->auth_result = result;
	eclient->in_auth_result = TRUE;
	eclient->module_ctx.super.auth_result(client, result, reply, text);
	eclient->in_auth_result = FALSE;
	imap_login_exchange_attempt(client, result);
}
