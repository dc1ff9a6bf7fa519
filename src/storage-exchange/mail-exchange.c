/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "mail-user.h"
#include "mail-storage-hooks.h"
#include "mail-exchange-private.h"

struct mail_exchange_user_module mail_exchange_user_module =
	MODULE_CONTEXT_INIT(&mail_user_module_register);
struct mail_exchange_storage_module mail_exchange_storage_module =
	MODULE_CONTEXT_INIT(&mail_storage_module_register);
struct mail_exchange_mail_module mail_exchange_mail_module =
	MODULE_CONTEXT_INIT(&mail_module_register);

static const struct {
	const char *reason;
	enum mail_exchange_purpose purpose;
} purposes[] = {
	{ "FETCH", MAIL_EXCHANGE_FETCH },
	{ "UID FETCH", MAIL_EXCHANGE_FETCH },
	{ "SEARCH", MAIL_EXCHANGE_SEARCH },
	{ "UID SEARCH", MAIL_EXCHANGE_SEARCH },
	{ "STORE", MAIL_EXCHANGE_STORE },
	{ "UID STORE", MAIL_EXCHANGE_STORE },
	{ "APPEND", MAIL_EXCHANGE_APPEND },
	{ "Mailbox sync", MAIL_EXCHANGE_SYNC },
};

enum mail_exchange_purpose
mail_exchange_purpose(const struct mailbox_transaction_context *t)
{
	const char *reason = t->reason;
	unsigned int i;
	size_t len;

	if (reason == NULL)
		return MAIL_EXCHANGE_OTHER;
	for (i = 0; i < N_ELEMENTS(purposes); i++) {
		len = strlen(purposes[i].reason);
		if (strncasecmp(reason, purposes[i].reason, len) == 0 &&
		    (reason[len] == ' ' || reason[len] == '\0'))
			return purposes[i].purpose;
	}
	return MAIL_EXCHANGE_OTHER;
}

void mail_exchange_user_set(struct mail_user *user,
			    const struct mail_exchange_settings *set)
{
	struct mail_exchange_user *euser;
	struct mail_exchange_settings *copy;

	copy = p_memdup(user->pool, set, sizeof(*set));
	copy->profile = p_memdup(user->pool, set->profile,
				 sizeof(*set->profile));
	euser = p_new(user->pool, struct mail_exchange_user, 1);
	euser->set = copy;
	MODULE_CONTEXT_SET(user, mail_exchange_user_module, euser);
}

static void mail_exchange_mailbox_free(struct mailbox *box)
{
	struct mail_exchange_mailbox *ebox = MAIL_EXCHANGE_CONTEXT(box);

	array_free(&ebox->due_seqs);
	ebox->module_ctx.super.free(box);
}

/* Not when it is allocated: LIST does that to every mailbox and opens none, and
   for Dovecot to find out what a plugin has changed takes long. Nothing that is
   changed here is called before. */
static void mail_exchange_mailbox_opened(struct mailbox *box)
{
	struct mail_exchange_user *euser =
		MAIL_EXCHANGE_USER_CONTEXT(box->storage->user);
	struct mail_exchange_mailbox *ebox = MAIL_EXCHANGE_CONTEXT(box);
	struct mailbox_vfuncs *v = &box->v;

	/* it may be closed and opened again */
	if (euser == NULL || ebox != NULL)
		return;
	ebox = p_new(box->pool, struct mail_exchange_mailbox, 1);
	ebox->set = euser->set;
	ebox->module_ctx.super = *v;
	v->free = mail_exchange_mailbox_free;
	mail_exchange_keywords_mailbox(v);
	mail_exchange_size_mailbox(v);
	mail_exchange_sync_mailbox(v);
	MODULE_CONTEXT_SET(box, mail_exchange_storage_module, ebox);
}

static void mail_exchange_mail_allocated(struct mail *_mail)
{
	struct mail_private *mail = (struct mail_private *)_mail;
	struct mail_exchange_mailbox *ebox = MAIL_EXCHANGE_CONTEXT(_mail->box);
	struct mail_exchange_mail *email;
	struct mail_vfuncs *v = mail->vlast;

	if (ebox == NULL)
		return;
	email = p_new(mail->pool, struct mail_exchange_mail, 1);
	email->set = ebox->set;
	email->purpose = mail_exchange_purpose(_mail->transaction);
	email->module_ctx.super = *v;
	mail->vlast = &email->module_ctx.super;
	mail_exchange_keywords_mail(ebox->set, email->purpose, v);
	mail_exchange_size_mail(ebox->set, email->purpose, v);
	mail_exchange_sync_mail(email, _mail->transaction, v);
	mail_exchange_sevenbit_mail(email, v);
	MODULE_CONTEXT_SET(mail, mail_exchange_mail_module, email);
}

static struct mail_storage_hooks mail_exchange_hooks = {
	.mailbox_opened = mail_exchange_mailbox_opened,
	.mail_allocated = mail_exchange_mail_allocated,
};

void mail_exchange_init(struct module *module)
{
	mail_storage_hooks_add(module, &mail_exchange_hooks);
}

void mail_exchange_deinit(void)
{
	mail_storage_hooks_remove(&mail_exchange_hooks);
}
