/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* To look for 8-bit octets takes as long as to read the message, so that one
   has none is kept in Dovecot's cache file, beside the sizes. What is there
   describes the octets in the store, as all of it does, and goes with the rest
   when Dovecot finds that they are others. */

#include "lib.h"
#include "buffer.h"
#include "index-mail.h"
#include "compat-mail-cache.h"
#include "mail-exchange-private.h"

static void field_init(struct mail *mail, struct mail_exchange_mail *email)
{
	struct mail_cache_field field = {
		.name = "exchange.sevenbit",
		.type = MAIL_CACHE_FIELD_FIXED_SIZE,
		.field_size = 1,
	};

	compat_mail_cache_register(mail->box->cache, &field);
	email->clean_field = field.idx;
	email->clean_field_set = TRUE;
	/* what nobody looks up is dropped some day; once a command will do */
	T_BEGIN {
		(void)mail_cache_lookup_field(mail->transaction->cache_view,
			t_buffer_create(8), mail->seq, field.idx);
	} T_END;
}

bool mail_exchange_clean_is_known(struct mail *mail,
				  struct mail_exchange_mail *email)
{
	if (!email->clean_field_set)
		field_init(mail, email);
	return mail_cache_field_exists(mail->transaction->cache_view, mail->seq,
				       email->clean_field) > 0;
}

void mail_exchange_clean_remember(struct mail *mail,
				  struct mail_exchange_mail *email)
{
	/* that it is there says all */
	static const unsigned char value = 1;

	if (mail_cache_field_can_add(mail->transaction->cache_trans, mail->seq,
				     email->clean_field)) {
		index_mail_cache_add_idx(INDEX_MAIL(mail), email->clean_field,
					 &value, sizeof(value));
	}
}
