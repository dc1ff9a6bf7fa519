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

/* What Dovecot has and no CAPABILITY of Exchange offers (V0047). */
static struct imap_fetch_handler extensions[] = {
	{ "BINARY", NULL },
	{ "MODSEQ", NULL },
	{ "PREVIEW", NULL },
	{ "SAVEDATE", NULL },
	{ "SNIPPET", NULL },
	{ "X-GUID", NULL },
	{ "X-MAILBOX", NULL },
	{ "X-REAL-UID", NULL },
	{ "X-SAVEDATE", NULL },
};

static bool
imap_exchange_fetch_extension_init(struct imap_fetch_init_context *ctx)
{
	struct imap_exchange_client *eclient =
		IMAP_EXCHANGE_CONTEXT(ctx->fetch_ctx->client);
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(extensions); i++) {
		if (strncmp(ctx->name, extensions[i].name,
			    strlen(extensions[i].name)) == 0)
			break;
	}
	i_assert(i < N_ELEMENTS(extensions));
	if (eclient == NULL ||
	    !exchange_has(&eclient->profile, EXCHANGE_NO_EXTENSIONS))
		return extensions[i].init(ctx);
	/* as Dovecot says it of an item that it does not know */
	ctx->error = p_strdup_printf(ctx->pool, "Unknown parameter %s",
				     ctx->name);
	return FALSE;
}

static void extensions_replace(void)
{
	struct imap_fetch_handler handler;
	const struct imap_fetch_handler *old;
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(extensions); i++) {
		old = imap_fetch_handler_lookup(extensions[i].name);
		if (old == NULL)
			continue;
		extensions[i].init = old->init;
		handler.name = extensions[i].name;
		handler.init = imap_exchange_fetch_extension_init;
		imap_fetch_handler_unregister(handler.name);
		imap_fetch_handlers_register(&handler, 1);
	}
}

static void extensions_restore(void)
{
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(extensions); i++) {
		if (extensions[i].init == NULL)
			continue;
		imap_fetch_handler_unregister(extensions[i].name);
		imap_fetch_handlers_register(&extensions[i], 1);
	}
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
	extensions_replace();
}

void imap_exchange_fetch_deinit(void)
{
	extensions_restore();
	handlers_replace(theirs, N_ELEMENTS(theirs));
}
