/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Login proxying to another server (passdb field "proxy"). What that one says
   goes to Dovecot's proxy code as it is; of it, only the reply to the login gets
   to the client from imap-login, and if it is OK, not through send_raw_data(). */

#include "imap-login-exchange.h"
#include "imap-login-client.h"
#include "exchange-texts.h"

#define LOGIN_REPLY "L "
#define LOGIN_OK LOGIN_REPLY"OK "

/* "L OK [CAPABILITY ...] Logged in" of another Dovecot. Its proxy code would
   add the code if the other one has none, from what it knows. */
static const char *
login_reply(struct imap_login_exchange_client *eclient,
	    struct imap_client *imap_client, const char *line)
{
	const struct exchange_profile *profile = &eclient->profile;
	const char *data, *end;

	if (!exchange_has(profile, EXCHANGE_NO_CAPABILITY_CODE))
		return line;
	i_free_and_null(imap_client->proxy_backend_capability);
	data = line + strlen(LOGIN_OK);
	if (exchange_begins(data, "[CAPABILITY ") &&
	    (end = strstr(data, "] ")) != NULL)
		data = end + 2;
	return t_strconcat("L ", exchange_tagged(profile,
		imap_client->cmd_name, t_strconcat("OK ", data, NULL)), NULL);
}

/* What the other server says when it cannot look for the password. */
static bool is_unavailable(const char *line)
{
	return strstr(line, "[UNAVAILABLE]") != NULL ||
		strstr(line, "Server Unavailable") != NULL;
}

/* What Dovecot sends from now on tells the client that its login has failed.
   Returns FALSE if that was so already. */
static bool
failure_begin(struct imap_login_exchange_client *eclient,
	      enum client_auth_result result)
{
	if (eclient->in_auth_result)
		return FALSE;
	eclient->auth_result = result;
	eclient->in_auth_result = TRUE;
	return TRUE;
}

static void
failure_end(struct imap_login_exchange_client *eclient, struct client *client)
{
	eclient->in_auth_result = FALSE;
	imap_login_exchange_attempt(client, eclient->auth_result);
}

int imap_login_exchange_proxy_parse_line(struct client *client,
					 const char *line)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);
	struct imap_client *imap_client =
		container_of(client, struct imap_client, common);
	bool failed = FALSE;
	int ret;

	client_ref(client);
	if (exchange_begins(line, LOGIN_OK)) {
		line = login_reply(eclient, imap_client, line);
		/* what comes is for the other server */
		imap_login_exchange_input_pass_all(client);
	} else if (exchange_begins(line, LOGIN_REPLY)) {
		failed = failure_begin(eclient, is_unavailable(line) ?
				       CLIENT_AUTH_RESULT_TEMPFAIL :
				       CLIENT_AUTH_RESULT_AUTHFAILED);
	}
	ret = eclient->module_ctx.super.proxy_parse_line(client, line);
	if (failed)
		failure_end(eclient, client);
	client_unref(&client);
	return ret;
}

/* Also called by the one above. */
void imap_login_exchange_proxy_failed(struct client *client,
				      enum login_proxy_failure_type type,
				      const char *reason, bool reconnecting)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);
	bool begun = !reconnecting &&
		failure_begin(eclient, CLIENT_AUTH_RESULT_TEMPFAIL);

	client_ref(client);
	eclient->module_ctx.super.proxy_failed(client, type, reason,
					       reconnecting);
	if (begun)
		failure_end(eclient, client);
	client_unref(&client);
}
