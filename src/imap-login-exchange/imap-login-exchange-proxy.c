/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Login proxying to another server (passdb field "proxy"). What that one says
   goes to Dovecot's proxy code as it is; of it, only the reply to the login gets
   to the client from imap-login, and not through send_raw_data(). */

#include "imap-login-exchange.h"
#include "imap-login-client.h"
#include "exchange-texts.h"

#define LOGIN_OK "L OK "

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

int imap_login_exchange_proxy_parse_line(struct client *client,
					 const char *line)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);
	struct imap_client *imap_client =
		container_of(client, struct imap_client, common);

	if (exchange_begins(line, LOGIN_OK))
		line = login_reply(eclient, imap_client, line);
	return eclient->module_ctx.super.proxy_parse_line(client, line);
}
