/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "message-part.h"
#include "compat-mail-binary.h"
#include "mail-exchange-private.h"

/* BINARY is no extension of Exchange. Who asks for it takes octets as they are:
   it gets them from the store, where part has the same number. */
static const struct mail_vfuncs *
sevenbit_binary_begin(struct mail *mail, const struct message_part **part)
{
	struct mail_exchange_mail *email = mail_exchange_mail_context(mail);
	struct message_part *parts;
	int ret;

	if (email->raw == 0 && email->state == MAIL_EXCHANGE_CONVERTED) {
		email->raw++;
		ret = email->module_ctx.super.get_parts(mail, &parts);
		email->raw--;
		if (ret < 0)
			return NULL;
		*part = message_part_by_idx(parts,
					    message_part_to_idx(*part));
		if (*part == NULL) {
			mail_storage_set_error(mail->box->storage,
				MAIL_ERROR_NOTPOSSIBLE, "No such part");
			return NULL;
		}
	}
	email->raw++;
	return &email->module_ctx.super;
}

static void sevenbit_binary_end(struct mail *mail)
{
	struct mail_exchange_mail *email = mail_exchange_mail_context(mail);

	email->raw--;
}

COMPAT_GET_BINARY_STREAM(sevenbit_get_binary_stream, sevenbit_binary_begin,
			 sevenbit_binary_end)

void mail_exchange_binary_mail(struct mail_vfuncs *v)
{
	v->get_binary_stream = sevenbit_get_binary_stream;
}
