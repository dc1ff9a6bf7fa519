/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* V0015: inactivity autologout. Dovecot's own timer has a fixed 30 minutes; it
   only ever resets it, so that another one can take its place. In IDLE each
   keepalive of Dovecot's (imap_idle_notify_interval) resets it too: a client
   that idles is not inactive. */

#include "imap-exchange.h"
#include "ioloop.h"

#define AUTOLOGOUT_BYE "* BYE Disconnected for inactivity."

static void autologout(struct client *client)
{
	/* not into the middle of another answer */
	if (client->output_cmd_lock == NULL)
		client_send_line(client, AUTOLOGOUT_BYE);
	client_destroy(client, "Disconnected for inactivity "
		       "(exchange_autologout)");
}

void imap_exchange_autologout_init(struct imap_exchange_client *eclient)
{
	struct client *client = eclient->client;

	if (!exchange_has(&eclient->profile, EXCHANGE_AUTOLOGOUT) ||
	    client->to_idle == NULL)
		return;
	timeout_remove(&client->to_idle);
	client->to_idle = timeout_add(eclient->set->exchange_autologout * 1000,
				      autologout, client);
}
