/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* The converted form of a message: its octets, sizes and parts. All else is made
   from the same octets and fits them. */

#include "lib.h"
#include "istream.h"
#include "iostream-temp.h"
#include "ostream.h"
#include "str.h"
#include "mail-user.h"
#include "message-parser.h"
#include "mail-sevenbit.h"
#include "mail-exchange-private.h"

/* More than this goes to a file in mail_temp_dir. */
#define CONVERTED_MAX_MEMORY (512*1024)

void mail_exchange_converted_free(struct mail_exchange_mail *email)
{
	struct mail_exchange_converted *conv = email->converted;

	email->state = MAIL_EXCHANGE_UNKNOWN;
	email->stored_size = UOFF_T_MAX;
	email->size_is_unknown = FALSE;
	email->converted = NULL;
	if (conv == NULL)
		return;
	i_stream_unref(&conv->input);
	pool_unref(&conv->pool);
}

static int converted_parse(struct mail_exchange_converted *conv)
{
	const struct message_parser_settings set = {
		.flags = MESSAGE_PARSER_FLAG_SKIP_BODY_BLOCK,
	};
	struct message_parser_ctx *parser;
	struct message_block block;
	int ret;

	i_stream_seek(conv->input, 0);
	parser = message_parser_init(conv->pool, conv->input, &set);
	while ((ret = message_parser_parse_next_block(parser, &block)) > 0)
		;
	i_assert(ret < 0);
	message_parser_deinit(&parser, &conv->parts);
	i_stream_seek(conv->input, 0);
	return conv->input->stream_errno == 0 ? 0 : -1;
}

static struct istream *convert(struct mail *mail, struct istream *input)
{
	string_t *prefix = t_str_new(128);
	struct ostream *output;
	struct istream *converted;

	mail_user_set_get_temp_prefix(prefix, mail->box->storage->user->set);
	output = iostream_temp_create_sized(str_c(prefix), 0, "sevenbit",
					    CONVERTED_MAX_MEMORY);
	if (mail_sevenbit_convert(input, output) < 0) {
		mail_set_critical(mail, "7-bit conversion failed: %s",
			input->stream_errno != 0 ? i_stream_get_error(input) :
			o_stream_get_error(output));
		o_stream_abort(output);
		o_stream_unref(&output);
		return NULL;
	}
	converted = iostream_temp_finish(&output, IO_BLOCK_SIZE);
	i_stream_set_name(converted, t_strdup_printf("sevenbit(%s)",
						     i_stream_get_name(input)));
	return converted;
}

static int converted_init(struct mail *mail, struct mail_exchange_mail *email,
			  struct istream *input)
{
	struct mail_exchange_converted *conv;
	struct istream *converted = convert(mail, input);
	pool_t pool;

	if (converted == NULL)
		return -1;
	pool = pool_alloconly_create("converted mail", 4096);
	conv = p_new(pool, struct mail_exchange_converted, 1);
	conv->pool = pool;
	conv->input = converted;
	email->converted = conv;
	if (converted_parse(conv) < 0 ||
	    i_stream_get_size(converted, TRUE, &conv->size) < 0) {
		mail_set_critical(mail, "read(%s) failed: %s",
			i_stream_get_name(converted),
			i_stream_get_error(converted));
		return -1;
	}
	return 0;
}

/* Looks at the message and sets email->state. Returns 0, -1 on error. */
static int state_find(struct mail *mail, struct mail_exchange_mail *email)
{
	struct istream *input;
	int ret;

	if (email->module_ctx.super.get_stream(mail, TRUE, NULL, NULL,
					       &input) < 0)
		return -1;
	ret = mail_sevenbit_stream_is_clean(input);
	if (ret < 0) {
		mail_set_critical(mail, "read(%s) failed: %s",
			i_stream_get_name(input), i_stream_get_error(input));
		return -1;
	}
	if (ret > 0) {
		email->state = MAIL_EXCHANGE_CLEAN;
		mail_exchange_clean_remember(mail, email);
		return 0;
	}
	T_BEGIN {
		ret = converted_init(mail, email, input);
	} T_END;
	email->state = MAIL_EXCHANGE_CONVERTED;
	return ret;
}

int mail_exchange_converted_get(struct mail *_mail,
				struct mail_exchange_mail *email)
{
	int ret;

	if (email->raw > 0 || !email->sevenbit)
		return 0;
	if (email->state == MAIL_EXCHANGE_UNKNOWN &&
	    mail_exchange_clean_is_known(_mail, email))
		email->state = MAIL_EXCHANGE_CLEAN;
	if (email->state != MAIL_EXCHANGE_UNKNOWN)
		return email->state == MAIL_EXCHANGE_CONVERTED ? 1 : 0;
	if (_mail->lookup_abort != MAIL_LOOKUP_ABORT_NEVER) {
		mail_set_aborted(_mail);
		return -1;
	}
	email->raw++;
	ret = state_find(_mail, email);
	email->raw--;
	if (ret < 0) {
		mail_exchange_converted_free(email);
		return -1;
	}
	return email->state == MAIL_EXCHANGE_CONVERTED ? 1 : 0;
}
