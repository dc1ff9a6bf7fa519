/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Which untagged replies a sync sends, and when one runs. */

#include "imap-exchange.h"
#include "ostream.h"
#include "imap-client.h"
#include "imap-commands.h"
#include "imap-sync-private.h"
#include "mail-storage-private.h"
#include "mail-exchange.h"

/* New mail that came while a command or a reply was under way is looked for
   again after this time. */
#define UNASKED_RETRY_MSECS 1000

static void imap_exchange_unasked_try(struct imap_exchange_client *eclient);

/* EXISTS after the EXPUNGEs (V0055), unless new mail has brought one */
static int imap_exchange_sync_notify_more(struct imap_sync_context *ctx)
{
	struct client *client = ctx->client;
	struct imap_exchange_client *eclient = IMAP_EXCHANGE_CONTEXT(client);

	if (client->mailbox != NULL &&
	    mail_exchange_mailbox_expunged(client->mailbox) &&
	    !ctx->have_new_mails &&
	    exchange_has(&eclient->profile, EXCHANGE_EXPUNGE_EXISTS)) {
		client_send_line(client, t_strdup_printf("* %u EXISTS",
			client->messages_count));
	}
	return eclient->module_ctx.super.sync_notify_more(ctx);
}

/* V0014. Dovecot's own sync cuts the connection when somebody else has renamed
   or deleted the mailbox; the client's next command may be another SELECT. */
static void imap_exchange_unasked_sync(struct client *client)
{
	struct mailbox_status status;

	if (mail_exchange_sync_new_mail(client->mailbox) < 0)
		return;
	mailbox_get_open_status(client->mailbox,
				STATUS_MESSAGES | STATUS_RECENT, &status);
	if (status.messages <= client->messages_count ||
	    !client->notify_count_changes)
		return;
	o_stream_cork(client->output);
	client_send_line(client, t_strdup_printf("* %u EXISTS",
						 status.messages));
	client->messages_count = status.messages;
	if (status.recent != client->recent_count) {
		client_send_line(client, t_strdup_printf("* %u RECENT",
							 status.recent));
		client->recent_count = status.recent;
	}
	o_stream_uncork(client->output);
}

static void imap_exchange_unasked_timeout(struct imap_exchange_client *eclient)
{
	timeout_remove(&eclient->to_unasked);
	imap_exchange_unasked_try(eclient);
}

/* The reply is a few short lines; they are written only when the connection
   has taken all that was sent before. */
static bool imap_exchange_is_quiet(struct client *client)
{
	return client->command_queue_size == 0 &&
		mailbox_transaction_get_count(client->mailbox) == 0 &&
		o_stream_get_buffer_used_size(client->output) == 0;
}

static void imap_exchange_unasked_try(struct imap_exchange_client *eclient)
{
	struct client *client = eclient->client;

	if (client->mailbox == NULL || client->disconnected ||
	    client->logged_out || mailbox_is_inconsistent(client->mailbox))
		return;
	if (imap_exchange_is_quiet(client))
		imap_exchange_unasked_sync(client);
	else if (eclient->to_unasked == NULL) {
		eclient->to_unasked = timeout_add(UNASKED_RETRY_MSECS,
			imap_exchange_unasked_timeout, eclient);
	}
}

static void
imap_exchange_mailbox_changed(struct mailbox *box ATTR_UNUSED,
			      struct imap_exchange_client *eclient)
{
	imap_exchange_unasked_try(eclient);
}

static void imap_exchange_watch_timeout(struct imap_exchange_client *eclient)
{
	struct mailbox *box = eclient->client->mailbox;

	timeout_remove(&eclient->to_watch);
	if (box == NULL || box->notify_callback != NULL)
		return;
	mailbox_notify_changes(box, imap_exchange_mailbox_changed, eclient);
	/* what came before the watch began */
	imap_exchange_unasked_try(eclient);
}

void imap_exchange_sync_command_done(struct imap_exchange_client *eclient)
{
	struct mailbox *box = eclient->client->mailbox;

	/* SELECT has opened a mailbox, or IDLE has ended its own watch */
	if (box != NULL && box->opened && box->notify_callback == NULL &&
	    eclient->to_watch == NULL &&
	    exchange_has(&eclient->profile, EXCHANGE_UNASKED_DATA)) {
		eclient->to_watch = timeout_add_short(0,
			imap_exchange_watch_timeout, eclient);
	}
}

void imap_exchange_sync_deinit(struct imap_exchange_client *eclient)
{
	timeout_remove(&eclient->to_watch);
	timeout_remove(&eclient->to_unasked);
}

void imap_exchange_sync_init(struct imap_exchange_client *eclient)
{
	struct client *client = eclient->client;

	client->v.sync_notify_more = imap_exchange_sync_notify_more;
}
