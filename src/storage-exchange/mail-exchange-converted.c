/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* The converted form of a message: its octets, sizes, parts, BODYSTRUCTURE and
   ENVELOPE. All are made from the same octets and fit each other. */

#include "lib.h"
#include "istream.h"
#include "iostream-temp.h"
#include "ostream.h"
#include "str.h"
#include "mail-user.h"
#include "message-parser.h"
#include "message-part-data.h"
#include "compat-imap-quote.h"
#include "mail-sevenbit.h"
#include "mail-exchange-private.h"

/* More than this goes to a file in mail_temp_dir. */
#define CONVERTED_MAX_MEMORY (512*1024)

void mail_exchange_converted_free(struct mail_exchange_mail *email)
{
	struct mail_exchange_converted *conv = email->converted;

	email->state = MAIL_EXCHANGE_UNKNOWN;
	email->forced = FALSE;
	email->stored_size = UOFF_T_MAX;
	email->size_is_unknown = FALSE;
	email->converted = NULL;
	if (conv == NULL)
		return;
	i_stream_unref(&conv->input);
	pool_unref(&conv->pool);
}

static void converted_header(struct mail_exchange_converted *conv,
			     struct message_part_data_limits *limits,
			     struct message_block *block)
{
	message_part_data_parse_from_header(conv->pool, block->part, limits,
					    block->hdr);
	if (block->part->parent == NULL && block->hdr != NULL) {
		message_part_envelope_parse_from_header(conv->pool,
			&conv->root_envelope, limits, block->hdr);
	}
}

static int converted_parse(struct mail_exchange_converted *conv)
{
	const struct message_parser_settings set = {
		.hdr_flags = MESSAGE_HEADER_PARSER_FLAG_SKIP_INITIAL_LWSP |
			MESSAGE_HEADER_PARSER_FLAG_DROP_CR,
		.flags = MESSAGE_PARSER_FLAG_SKIP_BODY_BLOCK,
	};
	struct message_part_data_limits limits = MESSAGE_PART_DATA_LIMITS_INIT;
	struct message_parser_ctx *parser;
	struct message_block block;
	int ret;

	i_stream_seek(conv->input, 0);
	parser = message_parser_init(conv->pool, conv->input, &set);
	while ((ret = message_parser_parse_next_block(parser, &block)) > 0) {
		if (block.hdr != NULL || block.size == 0)
			converted_header(conv, &limits, &block);
	}
	i_assert(ret < 0);
	message_parser_deinit(&parser, &conv->parts);
	i_stream_seek(conv->input, 0);
	return conv->input->stream_errno == 0 ? 0 : -1;
}

/* V0057 */
static void envelope_blanks_drop(struct message_part_envelope *envelope)
{
	const char **texts[] = {
		&envelope->date, &envelope->subject, &envelope->in_reply_to,
		&envelope->message_id
	};
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(texts); i++) {
		if (*texts[i] != NULL &&
		    (*texts[i])[strspn(*texts[i], " \t\r\n")] == '\0')
			*texts[i] = NULL;
	}
}

/* Dovecot may have decoded them. */
static const struct message_part_param *
parameters_fix(pool_t pool, const struct message_part_param *params,
	       unsigned int count)
{
	struct message_part_param *fixed;
	unsigned int i;

	if (count == 0)
		return params;
	fixed = p_new(pool, struct message_part_param, count);
	for (i = 0; i < count; i++) {
		fixed[i] = params[i];
		if (mail_sevenbit_data_is_clean(
				(const unsigned char *)params[i].value,
				strlen(params[i].value)))
			continue;
		fixed[i].name = p_strconcat(pool, params[i].name, "*", NULL);
		fixed[i].value = p_strdup(pool,
			mail_sevenbit_parameter_value(params[i].value));
	}
	return fixed;
}

static void part_fix(pool_t pool, struct message_part_data *data)
{
	data->content_type_params = parameters_fix(pool,
		data->content_type_params, data->content_type_params_count);
	data->content_disposition_params = parameters_fix(pool,
		data->content_disposition_params,
		data->content_disposition_params_count);
}

/* A header that ends too early leaves its part without data. */
static void parts_fix(pool_t pool, struct message_part *part, bool nil)
{
	for (; part != NULL; part = part->next) {
		if (part->data == NULL)
			part->data = p_new(pool, struct message_part_data, 1);
		if (nil && part->data->envelope != NULL)
			envelope_blanks_drop(part->data->envelope);
		part_fix(pool, part->data);
		parts_fix(pool, part->children, nil);
	}
}

static int
converted_write(struct mail_exchange_converted *conv, const char **error_r)
{
	string_t *str = t_str_new(1024);

	if (compat_imap_bodystructure_write(conv->parts, str, TRUE,
					    error_r) < 0)
		return -1;
	conv->bodystructure = p_strdup(conv->pool, str_c(str));
	str_truncate(str, 0);
	if (compat_imap_bodystructure_write(conv->parts, str, FALSE,
					    error_r) < 0)
		return -1;
	conv->body = p_strdup(conv->pool, str_c(str));
	str_truncate(str, 0);
	compat_imap_envelope_write(conv->root_envelope, str);
	conv->envelope = p_strdup(conv->pool, str_c(str));
	return 0;
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
	bool nil = exchange_has(email->set->profile, EXCHANGE_ENVELOPE_NIL);
	struct mail_exchange_converted *conv;
	struct istream *converted = convert(mail, input);
	const char *error;
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
	if (nil && conv->root_envelope != NULL)
		envelope_blanks_drop(conv->root_envelope);
	parts_fix(conv->pool, conv->parts, nil);
	if (converted_write(conv, &error) < 0) {
		mail_set_critical(mail, "7-bit BODYSTRUCTURE: %s", error);
		return -1;
	}
	return 0;
}

int mail_exchange_converted_get(struct mail *_mail,
				struct mail_exchange_mail *email)
{
	struct istream *input;
	int ret;

	if (email->raw > 0 || !email->sevenbit)
		return 0;
	if (email->state != MAIL_EXCHANGE_UNKNOWN)
		return email->state == MAIL_EXCHANGE_CONVERTED ? 1 : 0;
	if (_mail->lookup_abort != MAIL_LOOKUP_ABORT_NEVER) {
		mail_set_aborted(_mail);
		return -1;
	}
	email->raw++;
	ret = email->module_ctx.super.get_stream(_mail, TRUE, NULL, NULL,
						 &input);
	if (ret == 0) {
		ret = mail_sevenbit_stream_is_clean(input);
		if (ret < 0) {
			mail_set_critical(_mail, "read(%s) failed: %s",
				i_stream_get_name(input),
				i_stream_get_error(input));
		} else if (ret == 0 || email->forced) T_BEGIN {
			ret = converted_init(_mail, email, input);
		} T_END;
		else
			email->state = MAIL_EXCHANGE_CLEAN;
	}
	email->raw--;
	if (ret < 0) {
		mail_exchange_converted_free(email);
		return -1;
	}
	if (email->state == MAIL_EXCHANGE_CLEAN)
		return 0;
	email->state = MAIL_EXCHANGE_CONVERTED;
	return 1;
}
