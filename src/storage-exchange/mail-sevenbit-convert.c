/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* The second pass: writes the message part by part. */

#include "lib.h"
#include "str.h"
#include "istream.h"
#include "istream-base64.h"
#include "istream-crlf.h"
#include "istream-qp.h"
#include "ostream.h"
#include "mail-sevenbit-convert.h"

#define BASE64_LINE_LEN 76

struct sevenbit_convert {
	struct istream *input;
	struct ostream *output;
	string_t *field, *encoded;
	/* octets that encoding has added to headers */
	size_t growth;
};

/* What the header of a part tells of its new encoding. */
static const char *const encoding_names[] = {
	[MAIL_SEVENBIT_COPY] = NULL,
	[MAIL_SEVENBIT_QP] = "quoted-printable",
	[MAIL_SEVENBIT_BASE64] = "base64",
	[MAIL_SEVENBIT_ESCAPE] = NULL,
	[MAIL_SEVENBIT_MASK] = NULL,
};

/* Returns a stream of size octets from pos, lines ending with CRLF. */
static struct istream *
range_open(struct sevenbit_convert *ctx, uoff_t pos, uoff_t size)
{
	struct istream *range, *crlf;

	i_stream_seek(ctx->input, pos);
	range = i_stream_create_limit(ctx->input, size);
	crlf = i_stream_create_crlf(range);
	i_stream_unref(&range);
	return crlf;
}

/* Writes everything in stream and frees it. */
static void stream_send(struct sevenbit_convert *ctx, struct istream *stream)
{
	o_stream_nsend_istream(ctx->output, stream);
	i_stream_unref(&stream);
}

/* last_r: the octet before data, and then the last one of it. A "=" that no hex
   digits follow means itself, but would swallow the "=" of our escape. */
static void
escaped_send(struct ostream *output, const unsigned char *data, size_t size,
	     unsigned char *last_r)
{
	char escape[6];
	size_t start, i;

	for (start = i = 0; i < size; i++) {
		if (mail_sevenbit_data_is_clean(data + i, 1))
			continue;
		o_stream_nsend(output, data + start, i - start);
		if ((i > 0 ? data[i - 1] : *last_r) == '=')
			o_stream_nsend(output, "3D", 2);
		i_snprintf(escape, sizeof(escape), "=%02X", data[i]);
		o_stream_nsend(output, escape, 3);
		start = i + 1;
	}
	o_stream_nsend(output, data + start, size - start);
	*last_r = data[size - 1];
}

static void masked_send(struct ostream *output, const unsigned char *data,
			size_t size)
{
	if (size == 0)
		return;
	T_BEGIN {
		unsigned char *copy = t_malloc_no0(size);

		memcpy(copy, data, size);
		mail_sevenbit_mask(copy, size);
		o_stream_nsend(output, copy, size);
	} T_END;
}

/* Sends a range with 8-bit octets made "?" or, if escape is set, "=XX". */
static void
range_send(struct sevenbit_convert *ctx, uoff_t pos, uoff_t size, bool escape)
{
	struct istream *stream = range_open(ctx, pos, size);
	const unsigned char *data;
	unsigned char last = '\0';
	size_t len;

	while (i_stream_read_more(stream, &data, &len) > 0) {
		if (escape)
			escaped_send(ctx->output, data, len, &last);
		else
			masked_send(ctx->output, data, len);
		i_stream_skip(stream, len);
	}
	i_stream_unref(&stream);
}

static void
encoded_send(struct sevenbit_convert *ctx, uoff_t pos, uoff_t size, bool base64)
{
	struct istream *stream = range_open(ctx, pos, size), *encoded;

	if (base64) {
		encoded = i_stream_create_base64_encoder(stream,
			BASE64_LINE_LEN, TRUE);
	} else {
		encoded = i_stream_create_qp_encoder(stream,
			QP_ENCODER_FLAG_BINARY_DATA);
	}
	i_stream_unref(&stream);
	stream_send(ctx, encoded);
	if (base64)
		o_stream_nsend(ctx->output, "\r\n", 2);
}

static bool field_is(string_t *field, const char *name)
{
	size_t len = strlen(name);

	if (str_len(field) <= len ||
	    strncasecmp(str_c(field), name, len) != 0)
		return FALSE;
	return strchr(" \t:", str_c(field)[len]) != NULL;
}

/* Sends the field that was gathered. */
static void
field_send(struct sevenbit_convert *ctx, const struct mail_sevenbit_part *plan,
	   bool composite)
{
	bool encoded = encoding_names[plan->action] != NULL;

	if (str_len(ctx->field) == 0)
		return;
	if (field_is(ctx->field, "Content-Transfer-Encoding") &&
	    (encoded || (composite && plan->cte == MAIL_SEVENBIT_CTE_NONE))) {
		/* the new one comes last; composite parts need none */
		str_truncate(ctx->field, 0);
		return;
	}
	str_truncate(ctx->encoded, 0);
	if (ctx->growth <= MAIL_SEVENBIT_MAX_GROWTH) {
		mail_sevenbit_field_append(ctx->encoded, str_data(ctx->field),
					   str_len(ctx->field));
	} else {
		str_append_str(ctx->encoded, ctx->field);
		mail_sevenbit_mask(
			buffer_get_modifiable_data(ctx->encoded, NULL),
			str_len(ctx->encoded));
	}
	if (str_len(ctx->encoded) > str_len(ctx->field))
		ctx->growth += str_len(ctx->encoded) - str_len(ctx->field);
	o_stream_nsend(ctx->output, str_data(ctx->encoded),
		       str_len(ctx->encoded));
	str_truncate(ctx->field, 0);
}

static void
encoding_send(struct sevenbit_convert *ctx, const struct message_part *part)
{
	const struct mail_sevenbit_part *plan = part->context;
	const char *name = encoding_names[plan->action];
	bool root = part->parent == NULL ||
		(part->parent->flags & MESSAGE_PART_FLAG_MESSAGE_RFC822) != 0;

	if (name == NULL)
		return;
	if (root && !plan->mime_version)
		o_stream_nsend_str(ctx->output, "MIME-Version: 1.0\r\n");
	o_stream_nsend_str(ctx->output, t_strdup_printf(
		"Content-Transfer-Encoding: %s\r\n"
		"X-MIME-Autoconverted: from 8bit to %s by dovecot-exchange\r\n",
		name, name));
}

/* A field that is too long is sent as it comes. */
static void line_add(struct sevenbit_convert *ctx, const unsigned char *line,
		     size_t size, bool *too_long)
{
	if (!*too_long &&
	    str_len(ctx->field) + size <= MAIL_SEVENBIT_MAX_FIELD) {
		str_append_data(ctx->field, line, size);
		return;
	}
	*too_long = TRUE;
	masked_send(ctx->output, str_data(ctx->field), str_len(ctx->field));
	str_truncate(ctx->field, 0);
	masked_send(ctx->output, line, size);
}

/* The header of part up to and with the empty line. */
static void
header_send(struct sevenbit_convert *ctx, const struct message_part *part)
{
	const struct mail_sevenbit_part *plan = part->context;
	struct istream *stream;
	const unsigned char *data, *lf;
	size_t size;
	bool composite = part->children != NULL, too_long = FALSE;
	bool line_start = TRUE, eoh = FALSE;

	stream = range_open(ctx, part->physical_pos,
			    part->header_size.physical_size);
	str_truncate(ctx->field, 0);
	while (i_stream_read_more(stream, &data, &size) > 0) {
		if (line_start && *data != ' ' && *data != '\t') {
			field_send(ctx, plan, composite);
			too_long = FALSE;
			eoh = *data == '\r' || *data == '\n';
			if (eoh)
				encoding_send(ctx, part);
		}
		lf = memchr(data, '\n', size);
		if (lf != NULL)
			size = lf - data + 1;
		line_start = lf != NULL;
		line_add(ctx, data, size, &too_long);
		i_stream_skip(stream, size);
	}
	field_send(ctx, plan, composite);
	i_stream_unref(&stream);
}

static void
body_send(struct sevenbit_convert *ctx, const struct message_part *part)
{
	const struct mail_sevenbit_part *plan = part->context;
	uoff_t pos = part->physical_pos + part->header_size.physical_size;
	uoff_t size = part->body_size.physical_size;

	switch (plan->action) {
	case MAIL_SEVENBIT_COPY:
		stream_send(ctx, range_open(ctx, pos, size));
		break;
	case MAIL_SEVENBIT_QP:
	case MAIL_SEVENBIT_BASE64:
		encoded_send(ctx, pos, size,
			     plan->action == MAIL_SEVENBIT_BASE64);
		break;
	case MAIL_SEVENBIT_ESCAPE:
	case MAIL_SEVENBIT_MASK:
		range_send(ctx, pos, size,
			   plan->action == MAIL_SEVENBIT_ESCAPE);
		break;
	}
}

static void
part_send(struct sevenbit_convert *ctx, const struct message_part *part)
{
	const struct message_part *child = part->children;
	uoff_t pos, end;

	header_send(ctx, part);
	if (child == NULL) {
		body_send(ctx, part);
		return;
	}
	pos = part->physical_pos + part->header_size.physical_size;
	end = pos + part->body_size.physical_size;
	for (; child != NULL; child = child->next) {
		/* boundary lines, and what nobody reads before them */
		range_send(ctx, pos, child->physical_pos - pos, FALSE);
		part_send(ctx, child);
		pos = child->physical_pos + child->header_size.physical_size +
			child->body_size.physical_size;
	}
	range_send(ctx, pos, end - pos, FALSE);
}

int mail_sevenbit_convert(struct istream *input, struct ostream *output)
{
	struct sevenbit_convert ctx = { .input = input, .output = output };
	struct message_part *parts;
	pool_t pool = pool_alloconly_create("sevenbit parts", 4096);
	int ret = -1;

	if (mail_sevenbit_plan(pool, input, &parts) == 0) {
		ctx.field = str_new(default_pool, 1024);
		ctx.encoded = str_new(default_pool, 1024);
		part_send(&ctx, parts);
		str_free(&ctx.encoded);
		str_free(&ctx.field);
		if (input->stream_errno == 0 && o_stream_flush(output) >= 0)
			ret = 0;
	}
	pool_unref(&pool);
	return ret;
}
