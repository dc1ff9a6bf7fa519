/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* E0002: 60 seconds for all that comes before a login. Dovecot's own timer of
   180 seconds begins again with every command; this one never does. */

#include "imap-login-exchange.h"
#include "ioloop.h"

#define TIMER_BYE "Disconnected for inactivity."

static void login_timeout(struct client *client)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);

	timeout_remove(&eclient->to_login);
	imap_login_exchange_input_stop(client);
	if (client->destroyed)
		return;
	client_notify_disconnect(client, CLIENT_DISCONNECT_TIMEOUT, TIMER_BYE);
	client_destroy(client, "Not logged in in time: "
		       "exchange_login_timeout");
}

void imap_login_exchange_timer_start(struct client *client)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);

	if (!exchange_has(&eclient->profile, EXCHANGE_UNAUTHENTICATED_TIMER))
		return;
	eclient->to_login =
		timeout_add(eclient->set->exchange_login_timeout * 1000,
			    login_timeout, client);
}

void imap_login_exchange_destroy(struct client *client)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);

	timeout_remove(&eclient->to_login);
	eclient->module_ctx.super.destroy(client);
}
