/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* BODY, BODYSTRUCTURE and ENVELOPE made from the octets of a message, for one
   whose text in Dovecot's caches is not what is to be told. */

#include "lib.h"
#include "istream.h"
#include "str.h"
#include "message-parser.h"
#include "message-part-data.h"
#include "compat-imap-quote.h"
#include "mail-sevenbit.h"
#include "mail-exchange-private.h"

struct mail_structure {
	pool_t pool;
	enum mail_fetch_field field;
	struct message_part *parts;
	struct message_part_envelope *root_envelope;
	struct message_part_data_limits limits;
};

static void header_line(struct mail_structure *ctx, struct message_part *part,
			struct message_header_line *hdr)
{
	if (ctx->field != MAIL_FETCH_IMAP_ENVELOPE) {
		message_part_data_parse_from_header(ctx->pool, part,
						    &ctx->limits, hdr);
	} else if (part->parent == NULL && hdr != NULL) {
		message_part_envelope_parse_from_header(ctx->pool,
			&ctx->root_envelope, &ctx->limits, hdr);
	}
}

/* What a field is parsed into takes many times its size. */
static void
structure_header(struct mail_structure *ctx, struct message_block *block)
{
	struct message_header_line hdr;

	if (block->hdr == NULL || block->hdr->continues ||
	    block->hdr->full_value_len <= MAIL_SEVENBIT_MAX_FIELD) {
		header_line(ctx, block->part, block->hdr);
		return;
	}
	hdr = *block->hdr;
	hdr.full_value_len = MAIL_SEVENBIT_MAX_FIELD;
	header_line(ctx, block->part, &hdr);
}

static int structure_parse(struct mail_structure *ctx, struct istream *input)
{
	const struct message_parser_settings set = {
		.hdr_flags = MESSAGE_HEADER_PARSER_FLAG_SKIP_INITIAL_LWSP |
			MESSAGE_HEADER_PARSER_FLAG_DROP_CR,
		.flags = MESSAGE_PARSER_FLAG_SKIP_BODY_BLOCK,
	};
	struct message_parser_ctx *parser;
	struct message_block block;
	int ret;

	i_stream_seek(input, 0);
	parser = message_parser_init(ctx->pool, input, &set);
	while ((ret = message_parser_parse_next_block(parser, &block)) > 0) {
		if (block.hdr != NULL || block.size == 0)
			structure_header(ctx, &block);
	}
	i_assert(ret < 0);
	message_parser_deinit(&parser, &ctx->parts);
	i_stream_seek(input, 0);
	return input->stream_errno == 0 ? 0 : -1;
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
static void
parts_fix(pool_t pool, struct message_part *part, bool sevenbit, bool nil)
{
	for (; part != NULL; part = part->next) {
		if (part->data == NULL)
			part->data = p_new(pool, struct message_part_data, 1);
		if (nil && part->data->envelope != NULL)
			envelope_blanks_drop(part->data->envelope);
		if (sevenbit)
			part_fix(pool, part->data);
		parts_fix(pool, part->children, sevenbit, nil);
	}
}

static int structure_write(struct mail_structure *ctx, bool sevenbit, bool nil,
			   string_t *dest, const char **error_r)
{
	if (ctx->field == MAIL_FETCH_IMAP_ENVELOPE) {
		if (nil && ctx->root_envelope != NULL)
			envelope_blanks_drop(ctx->root_envelope);
		compat_imap_envelope_write(ctx->root_envelope, dest);
		return 0;
	}
	parts_fix(ctx->pool, ctx->parts, sevenbit, nil);
	return compat_imap_bodystructure_write(ctx->parts, dest,
		ctx->field == MAIL_FETCH_IMAP_BODYSTRUCTURE, error_r);
}

int mail_exchange_structure_make(struct mail *mail,
				 struct mail_exchange_mail *email,
				 struct istream *input,
				 enum mail_fetch_field field, string_t *dest)
{
	struct mail_structure ctx = {
		.pool = pool_alloconly_create("mail structure", 4096),
		.field = field,
		.limits = MESSAGE_PART_DATA_LIMITS_INIT,
	};
	const char *error;
	int ret = structure_parse(&ctx, input);

	if (ret < 0) {
		mail_set_critical(mail, "read(%s) failed: %s",
				  i_stream_get_name(input),
				  i_stream_get_error(input));
	} else if ((ret = structure_write(&ctx, email->sevenbit,
			exchange_has(email->set->profile,
				     EXCHANGE_ENVELOPE_NIL),
			dest, &error)) < 0) {
		mail_set_critical(mail, "BODYSTRUCTURE: %s", error);
	}
	pool_unref(&ctx.pool);
	return ret;
}
