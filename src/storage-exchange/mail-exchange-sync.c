/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Which changes a session is told of. */

#include "lib.h"
#include "array.h"
#include "seq-range-array.h"
#include "mail-exchange-private.h"

/* few mailboxes ever need it */
static ARRAY_TYPE(seq_range) *due_seqs(struct mail_exchange_mailbox *ebox)
{
	if (!array_is_created(&ebox->due_seqs))
		i_array_init(&ebox->due_seqs, 8);
	return &ebox->due_seqs;
}

/* A STORE goes to each of its messages; one with .SILENT hides its changes. */
static void mail_exchange_set_seq(struct mail *mail, uint32_t seq, bool saving)
{
	struct mail_exchange_mail *email = mail_exchange_mail_context(mail);

	email->module_ctx.super.set_seq(mail, seq, saving);
	seq_range_array_add(due_seqs(MAIL_EXCHANGE_CONTEXT(mail->box)), seq);
}

void mail_exchange_sync_mail(const struct mail_exchange_mail *email,
			     const struct mailbox_transaction_context *t,
			     struct mail_vfuncs *v)
{
	if (email->purpose == MAIL_EXCHANGE_STORE &&
	    (t->flags & MAILBOX_TRANSACTION_FLAG_HIDE) == 0 &&
	    exchange_has(email->set->profile, EXCHANGE_NO_FLAG_UPDATES))
		v->set_seq = mail_exchange_set_seq;
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
	v->sync_next = mail_exchange_sync_next;
}
