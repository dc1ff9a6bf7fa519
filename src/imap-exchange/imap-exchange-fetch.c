/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* FETCH items whose meaning differs. */

#include "imap-exchange.h"
#include "str.h"
#include "imap-fetch.h"
#include "mail-exchange.h"

#define RFC822_ITEM "RFC822"

static int
fetch_told_size(struct imap_fetch_context *ctx, struct mail *mail,
		void *context ATTR_UNUSED)
{
	uoff_t size;
	int ret;

	/* With the message in the same reply the size is the literal's. */
	if ((ctx->fetch_data & (MAIL_FETCH_STREAM_HEADER |
				MAIL_FETCH_STREAM_BODY)) != 0)
		ret = mail_get_virtual_size(mail, &size);
	else
		ret = mail_exchange_get_told_size(mail, &size);
	if (ret < 0)
		return -1;
	str_append(ctx->state.cur_str, "RFC822.SIZE ");
	str_append(ctx->state.cur_str, dec2str(size));
	str_append_c(ctx->state.cur_str, ' ');
	return 1;
}

static bool
size_is_told(struct imap_exchange_client *eclient, const char *name)
{
	return eclient != NULL && strcmp(name, RFC822_ITEM".SIZE") == 0 &&
		!eclient->set->exchange_exact_rfc822_size &&
		exchange_has(&eclient->profile, EXCHANGE_STORED_SIZE);
}

/* RFC822.PEEK, RFC822.HEADER.PEEK, RFC822.TEXT.PEEK: IMAP4 of RFC 1730, which
   Outlook still sends (MS-STANOIMAP V0055). The reply names the item without
   .PEEK. */
static bool fetch_peek_init(struct imap_fetch_init_context *ctx, size_t len)
{
	struct imap_fetch_context *fetch = ctx->fetch_ctx;
	bool update_seen = fetch->flags_update_seen;

	ctx->name = p_strndup(ctx->pool, ctx->name, len);
	if (!imap_fetch_rfc822_init(ctx))
		return FALSE;
	fetch->flags_update_seen = update_seen;
	return TRUE;
}

static bool imap_exchange_fetch_rfc822_init(struct imap_fetch_init_context *ctx)
{
	struct imap_exchange_client *eclient =
		IMAP_EXCHANGE_CONTEXT(ctx->fetch_ctx->client);
	static const char *const peeks[] = {
		"RFC822.PEEK", "RFC822.HEADER.PEEK", "RFC822.TEXT.PEEK", NULL
	};

	if (size_is_told(eclient, ctx->name)) {
		ctx->fetch_ctx->fetch_data |= MAIL_FETCH_PHYSICAL_SIZE;
		imap_fetch_add_handler(ctx, IMAP_FETCH_HANDLER_FLAG_BUFFERED,
				       "0", fetch_told_size, NULL);
		return TRUE;
	}
	if (eclient != NULL && str_array_find(peeks, ctx->name) &&
	    exchange_has(&eclient->profile, EXCHANGE_OUTLOOK_PEEK)) {
		return fetch_peek_init(ctx, strlen(ctx->name) -
				       strlen(".PEEK"));
	}
	return imap_fetch_rfc822_init(ctx);
}

static const struct imap_fetch_handler ours[] = {
	{ RFC822_ITEM, imap_exchange_fetch_rfc822_init },
};

static const struct imap_fetch_handler theirs[] = {
	{ RFC822_ITEM, imap_fetch_rfc822_init },
};

static void handlers_replace(const struct imap_fetch_handler *handlers,
			     unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		imap_fetch_handler_unregister(handlers[i].name);
	imap_fetch_handlers_register(handlers, count);
}

void imap_exchange_fetch_init(void)
{
	handlers_replace(ours, N_ELEMENTS(ours));
}

void imap_exchange_fetch_deinit(void)
{
	handlers_replace(theirs, N_ELEMENTS(theirs));
}
