/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* RFC822.SIZE, LARGER and SMALLER without opening the message (V0006, V0040,
   V0041, V0045; OX <5>, <8>). */

#include "lib.h"
#include "mail-cache.h"
#include "mail-exchange-private.h"

/* Maildir opens the file when something may change what is read from it, such
   as compression; when nothing does it asks the file system. */
static int physical_size_get(struct mail *_mail, struct mail_vfuncs *super,
			     uoff_t *size_r)
{
	struct mail_private *mail = (struct mail_private *)_mail;
	struct mail_vfuncs *v = &mail->v;
	int (*istream_opened)(struct mail *, struct istream **) =
		v->istream_opened;
	int ret;

	if (istream_opened == _mail->box->mail_vfuncs->istream_opened)
		v->istream_opened = NULL;
	ret = super->get_physical_size(_mail, size_r);
	v->istream_opened = istream_opened;
	return ret;
}

/* What takes a stat() is not worth a record in the cache, which takes longer to
   write. Dovecot caches what it had to open a file for. */
static int stored_size_get(struct mail *mail, struct mail_vfuncs *super,
			   uoff_t *size_r)
{
	enum mail_lookup_abort abort = mail->lookup_abort;
	int ret;

	if (abort == MAIL_LOOKUP_ABORT_NEVER)
		mail->lookup_abort = MAIL_LOOKUP_ABORT_READ_MAIL;
	ret = physical_size_get(mail, super, size_r);
	mail->lookup_abort = abort;
	if (ret < 0 && !mail->expunged && abort == MAIL_LOOKUP_ABORT_NEVER)
		ret = physical_size_get(mail, super, size_r);
	return ret;
}

/* Returns TRUE if it is certain that nobody has found out the size in the 2822
   sense. In a Maildir to ask for it takes thousands of instructions, and its
   file names often have it (,W=). */
static bool
virtual_size_is_unknown(struct mail *mail, struct mail_vfuncs *super)
{
	const char *name;
	const void *data;
	bool expunged;

	if (strcmp(mail->box->storage->name, "maildir") != 0 || mail->saving ||
	    mail->mail_stream_accessed ||
	    mail_cache_field_exists_any(mail->transaction->cache_view,
					mail->seq))
		return FALSE;
	mail_index_lookup_ext(mail->transaction->view, mail->seq,
			      mail->box->mail_vsize_ext_id, &data, &expunged);
	if (data != NULL && *(const uint32_t *)data != 0)
		return FALSE;
	return super->get_special(mail, MAIL_FETCH_STORAGE_ID, &name) == 0 &&
		strstr(name, ",W=") == NULL;
}

static int told_size_get(struct mail *mail, struct mail_vfuncs *super,
			 uoff_t *size_r)
{
	enum mail_lookup_abort abort = mail->lookup_abort;
	int ret = -1;

	if (!virtual_size_is_unknown(mail, super)) {
		mail->lookup_abort = MAIL_LOOKUP_ABORT_NOT_IN_CACHE;
		ret = super->get_virtual_size(mail, size_r);
		mail->lookup_abort = abort;
	}
	if (ret < 0 && !mail->expunged)
		ret = stored_size_get(mail, super, size_r);
	return ret;
}

int mail_exchange_get_told_size(struct mail *_mail, uoff_t *size_r)
{
	struct mail_private *mail = (struct mail_private *)_mail;
	struct mail_exchange_mail *email = MAIL_EXCHANGE_MAIL_CONTEXT(mail);

	int ret;

	if (email == NULL)
		return mail_get_virtual_size(_mail, size_r);
	/* what the store has, also for a message that will be converted */
	email->raw++;
	ret = told_size_get(_mail, &email->module_ctx.super, size_r);
	email->raw--;
	return ret;
}

static int mail_exchange_search_size(struct mail *_mail, uoff_t *size_r)
{
	return mail_exchange_get_told_size(_mail, size_r);
}

static bool size_is_told(const struct mail_exchange_settings *set)
{
	return !set->exact_size &&
		exchange_has(set->profile, EXCHANGE_STORED_SIZE);
}

/* Dovecot fills in what a search says it wants, and would read the message. */
static struct mail *
mail_exchange_mail_alloc(struct mailbox_transaction_context *t,
			 enum mail_fetch_field wanted_fields,
			 struct mailbox_header_lookup_ctx *wanted_headers)
{
	struct mail_exchange_mailbox *ebox = MAIL_EXCHANGE_CONTEXT(t->box);

	if ((wanted_fields & MAIL_FETCH_VIRTUAL_SIZE) != 0 &&
	    size_is_told(ebox->set) &&
	    mail_exchange_purpose(t) == MAIL_EXCHANGE_SEARCH) {
		wanted_fields &= ~(unsigned int)MAIL_FETCH_VIRTUAL_SIZE;
		wanted_fields |= MAIL_FETCH_PHYSICAL_SIZE;
	}
	return ebox->module_ctx.super.mail_alloc(t, wanted_fields,
						 wanted_headers);
}

void mail_exchange_size_mailbox(struct mailbox_vfuncs *v)
{
	v->mail_alloc = mail_exchange_mail_alloc;
}

void mail_exchange_size_mail(const struct mail_exchange_settings *set,
			     enum mail_exchange_purpose purpose,
			     struct mail_vfuncs *v)
{
	if (purpose == MAIL_EXCHANGE_SEARCH && size_is_told(set))
		v->get_virtual_size = mail_exchange_search_size;
}
