/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "imap-exchange-names.h"
#include "imap-client.h"
#include "imap-commands.h"
#include "mail-namespace.h"
#include "mail-search-build.h"
#include "mail-storage.h"

#define REASON "RENAME INBOX"

/* Copies all messages of src to dest and marks them for expunging in
   src_trans. */
static int
inbox_copy_all(struct mailbox_transaction_context *src_trans,
	       struct mailbox_transaction_context *dest_trans)
{
	struct mail_search_args *args = mail_search_build_init();
	struct mail_search_context *search;
	struct mail_save_context *save;
	struct mail *mail;
	int ret = 0;

	mail_search_build_add_all(args);
	search = mailbox_search_init(src_trans, args, NULL, 0, NULL);
	mail_search_args_unref(&args);
	while (ret == 0 && mailbox_search_next(search, &mail)) {
		save = mailbox_save_alloc(dest_trans);
		mailbox_save_copy_flags(save, mail);
		ret = mailbox_move(&save, mail);
	}
	if (mailbox_search_deinit(&search) < 0)
		ret = -1;
	return ret;
}

/* Returns -1 if failed; then src has everything it had. Killed between the two
   commits, messages are in both. */
static int inbox_move_all(struct mailbox *src, struct mailbox *dest)
{
	struct mailbox_transaction_context *src_trans, *dest_trans;
	int ret;

	src_trans = mailbox_transaction_begin(src, 0, REASON);
	dest_trans = mailbox_transaction_begin(dest,
		MAILBOX_TRANSACTION_FLAG_EXTERNAL, REASON);
	ret = inbox_copy_all(src_trans, dest_trans);
	if (ret < 0)
		mailbox_transaction_rollback(&dest_trans);
	else
		ret = mailbox_transaction_commit(&dest_trans);
	if (ret < 0)
		mailbox_transaction_rollback(&src_trans);
	else
		ret = mailbox_transaction_commit(&src_trans);
	if (ret == 0)
		(void)mailbox_sync(src, 0);
	return ret;
}

void imap_exchange_rename_inbox(struct client_command_context *cmd,
				const struct imap_exchange_name *new_name)
{
	struct mail_namespace *ns =
		mail_namespace_find_inbox(cmd->client->user->namespaces);
	struct mailbox *src, *dest;

	src = mailbox_alloc(ns->list, "INBOX", 0);
	dest = mailbox_alloc(new_name->ns->list, new_name->vname, 0);
	if (mailbox_open(src) < 0 || mailbox_sync(src, 0) < 0)
		client_send_box_error(cmd, src);
	else if (mailbox_create(dest, NULL, FALSE) < 0 ||
		 mailbox_open(dest) < 0)
		client_send_box_error(cmd, dest);
	else if (inbox_move_all(src, dest) < 0)
		client_send_box_error(cmd, dest);
	else
		client_send_tagline(cmd, "OK Rename completed.");
	mailbox_free(&dest);
	mailbox_free(&src);
}
