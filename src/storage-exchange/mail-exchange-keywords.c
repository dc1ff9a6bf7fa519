/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Exchange has one keyword. Others that the store holds, put there by LMTP,
   Sieve or another client, are not the client's: it neither sees nor changes
   them. (E0001, V0005) */

#include "lib.h"
#include "array.h"
#include "mail-index.h"
#include "mail-exchange-private.h"

bool mail_exchange_keyword_is_known(const char *keyword)
{
	return strcasecmp(keyword, MAIL_EXCHANGE_MDNSENT) == 0;
}

static bool mdnsent_lookup(struct mailbox *box, unsigned int *idx_r)
{
	return mail_index_keyword_lookup(box->index, MAIL_EXCHANGE_MDNSENT,
					 idx_r);
}

static bool
indexes_have(const unsigned int *indexes, unsigned int count, unsigned int idx)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (indexes[i] == idx)
			return TRUE;
	}
	return FALSE;
}

static struct mail_keywords *mdnsent_keywords(struct mailbox *box)
{
	const char *const names[] = { MAIL_EXCHANGE_MDNSENT, NULL };

	return mail_index_keywords_create(box->index, names);
}

/* Somebody may have stored "$mdnsent": the name list of this process shows
   Exchange's spelling. The index finds names in any case, so nothing in the
   store changes by it. */
static void mdnsent_spell(struct mailbox *box, unsigned int idx)
{
	const ARRAY_TYPE(keywords) *names = mail_index_get_keywords(box->index);
	const char *const *name = array_idx(names, idx);

	if (strcmp(*name, MAIL_EXCHANGE_MDNSENT) != 0) {
		*(const char **)array_idx_modifiable(
			(ARRAY_TYPE(keywords) *)names, idx) =
			MAIL_EXCHANGE_MDNSENT;
	}
}

/* FETCH FLAGS and the untagged FETCH of a sync */
static const ARRAY_TYPE(keyword_indexes) *
mail_exchange_get_keyword_indexes(struct mail *_mail)
{
	struct mail_private *mail = (struct mail_private *)_mail;
	struct mail_exchange_mail *email =
		mail_exchange_mail_context(_mail);
	const ARRAY_TYPE(keyword_indexes) *indexes;
	ARRAY_TYPE(keyword_indexes) *shown;
	unsigned int idx;

	indexes = email->module_ctx.super.get_keyword_indexes(_mail);
	if (array_count(indexes) == 0)
		return indexes;
	shown = p_new(mail->data_pool, ARRAY_TYPE(keyword_indexes), 1);
	p_array_init(shown, mail->data_pool, 1);
	if (mdnsent_lookup(_mail->box, &idx) &&
	    indexes_have(array_front(indexes), array_count(indexes), idx)) {
		mdnsent_spell(_mail->box, idx);
		array_push_back(shown, &idx);
	}
	return shown;
}

static void
mdnsent_set(struct mail *mail, struct mail_exchange_mail *email, bool set)
{
	const ARRAY_TYPE(keyword_indexes) *indexes;
	struct mail_keywords *keywords;
	unsigned int idx;
	bool is_set;

	indexes = email->module_ctx.super.get_keyword_indexes(mail);
	is_set = array_count(indexes) > 0 && mdnsent_lookup(mail->box, &idx) &&
		indexes_have(array_front(indexes), array_count(indexes), idx);
	if (is_set == set)
		return;
	keywords = mdnsent_keywords(mail->box);
	email->module_ctx.super.update_keywords(mail,
		set ? MODIFY_ADD : MODIFY_REMOVE, keywords);
	mail_index_keywords_unref(&keywords);
}

/* STORE FLAGS replaces the flags that the client can see. The words that it
   cannot have were taken out of the command before. */
static void
mail_exchange_update_keywords(struct mail *_mail, enum modify_type modify_type,
			      struct mail_keywords *keywords)
{
	struct mail_exchange_mail *email =
		mail_exchange_mail_context(_mail);
	unsigned int idx;

	if (modify_type != MODIFY_REPLACE) {
		email->module_ctx.super.update_keywords(_mail, modify_type,
							keywords);
		return;
	}
	mdnsent_set(_mail, email, keywords != NULL &&
		    mdnsent_lookup(_mail->box, &idx) &&
		    indexes_have(keywords->idx, keywords->count, idx));
}

/* Takes what the client cannot have out of the keywords of an APPEND. */
static void save_keywords_filter(struct mail_save_context *ctx)
{
	struct mail_keywords *keywords = ctx->data.keywords;
	struct mailbox *box = ctx->transaction->box;
	unsigned int idx;

	if (mdnsent_lookup(box, &idx) &&
	    indexes_have(keywords->idx, keywords->count, idx)) {
		mdnsent_spell(box, idx);
		if (keywords->count > 1)
			ctx->data.keywords = mdnsent_keywords(box);
		else
			keywords = NULL;
	} else {
		ctx->data.keywords = NULL;
	}
	if (keywords != NULL)
		mail_index_keywords_unref(&keywords);
}

static bool save_keywords_are_known(const struct mail_save_context *ctx)
{
	const struct mail_keywords *keywords = ctx->data.keywords;
	unsigned int idx;

	return keywords->count == 1 &&
		mdnsent_lookup(ctx->transaction->box, &idx) &&
		keywords->idx[0] == idx;
}

static int
mail_exchange_save_begin(struct mail_save_context *ctx, struct istream *input)
{
	struct mailbox *box = ctx->transaction->box;
	struct mail_exchange_mailbox *ebox = MAIL_EXCHANGE_CONTEXT(box);
	const struct exchange_profile *profile = ebox->set->profile;

	if (ctx->data.keywords != NULL &&
	    mail_exchange_purpose(ctx->transaction) == MAIL_EXCHANGE_APPEND) {
		if (exchange_has(profile, EXCHANGE_REFUSE_CLIENT_KEYWORDS) &&
		    !save_keywords_are_known(ctx)) {
			mail_storage_set_error(box->storage, MAIL_ERROR_PARAMS,
					       MAIL_EXCHANGE_KEYWORD_ERROR);
			return -1;
		}
		if (exchange_has(profile, EXCHANGE_IGNORE_CLIENT_KEYWORDS))
			save_keywords_filter(ctx);
	}
	return ebox->module_ctx.super.save_begin(ctx, input);
}

void mail_exchange_keywords_mailbox(struct mailbox_vfuncs *v)
{
	v->save_begin = mail_exchange_save_begin;
}

void mail_exchange_keywords_mail(const struct mail_exchange_settings *set,
				 enum mail_exchange_purpose purpose,
				 struct mail_vfuncs *v)
{
	bool hidden = exchange_has(set->profile, EXCHANGE_NO_CLIENT_KEYWORDS);

	if (hidden && (purpose == MAIL_EXCHANGE_FETCH ||
		       purpose == MAIL_EXCHANGE_SYNC))
		v->get_keyword_indexes = mail_exchange_get_keyword_indexes;
	if (hidden && purpose == MAIL_EXCHANGE_STORE)
		v->update_keywords = mail_exchange_update_keywords;
}
