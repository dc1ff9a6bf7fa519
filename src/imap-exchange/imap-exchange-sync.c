/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Which untagged replies a sync sends, and when one runs. */

#include "imap-exchange.h"
#include "ostream.h"
#include "imap-client.h"
#include "imap-commands.h"
#include "imap-sync-private.h"
#include "mail-storage-private.h"
#include "mail-exchange.h"
#include "compat-imap.h"

#include <sys/stat.h>

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

/* V0014: no EXPUNGE while no command is in progress. The reply is a few short
   lines, and they are written only when the connection has taken all that was
   sent before. */
static void imap_exchange_unasked_sync(struct imap_exchange_client *eclient)
{
	struct client *client = eclient->client;
	struct client_command_context *cmd;

	cmd = client_command_alloc(client);
	cmd->tag = "*";
	cmd->name = "NOTIFY-CALLBACK";
	compat_imap_command_set_internal(cmd);
	client_command_init_finished(cmd);

	o_stream_cork(client->output);
	if (cmd_sync(cmd, MAILBOX_SYNC_FLAG_NO_EXPUNGES, 0, NULL))
		i_unreached();
	(void)cmd_sync_delayed(client);
	o_stream_uncork(client->output);
	if (client->disconnected)
		client_destroy(client, NULL);
}

/* Somebody else may have renamed or deleted the mailbox. A sync would then cut
   the connection; the client's next command shall find out instead. */
static bool imap_exchange_mailbox_is_there(struct mailbox *box)
{
	const char *path;
	struct stat st;

	return !mailbox_is_inconsistent(box) &&
		mailbox_get_path_to(box, MAILBOX_LIST_PATH_TYPE_MAILBOX,
				    &path) > 0 && stat(path, &st) == 0;
}

static void imap_exchange_unasked_timeout(struct imap_exchange_client *eclient)
{
	timeout_remove(&eclient->to_unasked);
	imap_exchange_unasked_try(eclient);
}

static void imap_exchange_unasked_try(struct imap_exchange_client *eclient)
{
	struct client *client = eclient->client;

	if (client->mailbox == NULL || client->disconnected ||
	    client->logged_out ||
	    !imap_exchange_mailbox_is_there(client->mailbox))
		return;
	if (client->command_queue_size == 0 &&
	    o_stream_get_buffer_used_size(client->output) == 0)
		imap_exchange_unasked_sync(eclient);
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

static void imap_exchange_sync_destroy(struct client *client,
				       const char *reason)
{
	struct imap_exchange_client *eclient = IMAP_EXCHANGE_CONTEXT(client);

	timeout_remove(&eclient->to_watch);
	timeout_remove(&eclient->to_unasked);
	eclient->sync_super_destroy(client, reason);
}

void imap_exchange_sync_init(struct imap_exchange_client *eclient)
{
	struct client *client = eclient->client;

	client->v.sync_notify_more = imap_exchange_sync_notify_more;
	eclient->sync_super_destroy = client->v.destroy;
	client->v.destroy = imap_exchange_sync_destroy;
}
