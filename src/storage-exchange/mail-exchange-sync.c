/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Which changes a session is told of. */

#include "lib.h"
#include "array.h"
#include "seq-range-array.h"
#include "mail-exchange-private.h"

/* LIST opens every mailbox of the list, and few ever need it. */
static ARRAY_TYPE(seq_range) *due_seqs(struct mail_exchange_mailbox *ebox)
{
	if (!array_is_created(&ebox->due_seqs))
		i_array_init(&ebox->due_seqs, 8);
	return &ebox->due_seqs;
}

/* The messages that a STORE visits; one with .SILENT hides its changes. */
static bool
mail_exchange_search_next(struct mail_search_context *ctx, struct mail **mail_r,
			  bool *tryagain_r)
{
	struct mailbox_transaction_context *t = ctx->transaction;
	struct mail_exchange_mailbox *ebox = MAIL_EXCHANGE_CONTEXT(t->box);
	const struct mail_exchange_mail *email;

	if (!ebox->module_ctx.super.search_next_nonblock(ctx, mail_r,
							 tryagain_r))
		return FALSE;
	/* a FETCH hides, too */
	if ((t->flags & MAILBOX_TRANSACTION_FLAG_HIDE) != 0)
		return TRUE;
	email = MAIL_EXCHANGE_MAIL_CONTEXT((struct mail_private *)*mail_r);
	if (email != NULL && email->purpose == MAIL_EXCHANGE_STORE &&
	    exchange_has(ebox->set->profile, EXCHANGE_NO_FLAG_UPDATES))
		seq_range_array_add(due_seqs(ebox), (*mail_r)->seq);
	return TRUE;
}

/* What is due comes first, then everything but the flags that somebody else has
   changed (V0046). */
static bool
mail_exchange_sync_next(struct mailbox_sync_context *ctx,
			struct mailbox_sync_rec *sync_rec_r)
{
	struct mail_exchange_mailbox *ebox = MAIL_EXCHANGE_CONTEXT(ctx->box);
	bool own_only = exchange_has(ebox->set->profile,
				     EXCHANGE_NO_FLAG_UPDATES);
	const struct seq_range *range;

	if (array_is_created(&ebox->due_seqs) &&
	    array_count(&ebox->due_seqs) > 0) {
		range = array_front(&ebox->due_seqs);
		sync_rec_r->seq1 = range->seq1;
		sync_rec_r->seq2 = range->seq2;
		sync_rec_r->type = MAILBOX_SYNC_TYPE_FLAGS;
		array_pop_front(&ebox->due_seqs);
		return TRUE;
	}
	while (ebox->module_ctx.super.sync_next(ctx, sync_rec_r)) {
		if (sync_rec_r->type == MAILBOX_SYNC_TYPE_EXPUNGE)
			ebox->expunged = TRUE;
		if (!own_only || sync_rec_r->type == MAILBOX_SYNC_TYPE_EXPUNGE)
			return TRUE;
	}
	return FALSE;
}

int mail_exchange_sync_new_mail(struct mailbox *box)
{
	struct mail_exchange_mailbox *ebox = MAIL_EXCHANGE_CONTEXT(box);
	struct mailbox_sync_context *ctx;
	struct mailbox_sync_status status;
	struct mailbox_sync_rec rec;
	int ret;

	ctx = mailbox_sync_init(box, MAILBOX_SYNC_FLAG_NO_EXPUNGES);
	while (!ctx->open_failed &&
	       ebox->module_ctx.super.sync_next(ctx, &rec)) {
		if (!exchange_has(ebox->set->profile, EXCHANGE_NO_FLAG_UPDATES))
			seq_range_array_add_range(due_seqs(ebox),
						  rec.seq1, rec.seq2);
	}
	ret = mailbox_sync_deinit(&ctx, &status);
	/* the next command shall find that out as if nobody had looked */
	box->mailbox_deleted = FALSE;
	return ret;
}

bool mail_exchange_mailbox_expunged(struct mailbox *box)
{
	struct mail_exchange_mailbox *ebox = MAIL_EXCHANGE_CONTEXT(box);
	bool expunged;

	if (ebox == NULL)
		return FALSE;
	expunged = ebox->expunged;
	ebox->expunged = FALSE;
	return expunged;
}

void mail_exchange_sync_mailbox(struct mailbox_vfuncs *v)
{
	v->search_next_nonblock = mail_exchange_search_next;
	v->sync_next = mail_exchange_sync_next;
}
