/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* The first pass over a message: which parts have 8-bit octets, and how each of
   them is to be encoded. Its header says so, and comes before it. */

#include "lib.h"
#include "istream.h"
#include "message-parser.h"
#include "mail-sevenbit-convert.h"

/* Every part of a message/rfc822 or multipart costs a level of our recursion;
   Dovecot's own limit. */
#define MAX_NESTED_PARTS MESSAGE_PARSER_DEFAULT_MAX_NESTED_MIME_PARTS

static struct mail_sevenbit_part *
plan_part(pool_t pool, struct message_part *part)
{
	if (part->context == NULL)
		part->context = p_new(pool, struct mail_sevenbit_part, 1);
	return part->context;
}

static const struct {
	const char *name;
	enum mail_sevenbit_cte cte;
} encodings[] = {
	{ "7bit", MAIL_SEVENBIT_CTE_NONE },
	{ "8bit", MAIL_SEVENBIT_CTE_NONE },
	{ "binary", MAIL_SEVENBIT_CTE_NONE },
	{ "quoted-printable", MAIL_SEVENBIT_CTE_QP },
};

static enum mail_sevenbit_cte cte_parse(const unsigned char *data, size_t size)
{
	const char *value = t_strndup(data, size);
	unsigned int i;

	value += strspn(value, " \t\r\n");
	value = t_strdup_until(value, value + strcspn(value, " \t\r\n;("));
	if (*value == '\0')
		return MAIL_SEVENBIT_CTE_NONE;
	for (i = 0; i < N_ELEMENTS(encodings); i++) {
		if (strcasecmp(value, encodings[i].name) == 0)
			return encodings[i].cte;
	}
	return MAIL_SEVENBIT_CTE_OTHER;
}

/* The parser has stopped at too many parts: this one is not parsed, and no
   encoding is allowed for it (RFC 2045 6.4). */
static bool type_is_composite(const unsigned char *data, size_t size)
{
	const char *value = t_strndup(data, size);

	value += strspn(value, " \t\r\n");
	return strncasecmp(value, "multipart/", 10) == 0 ||
		strncasecmp(value, "message/rfc822", 14) == 0;
}

static void
plan_header(struct mail_sevenbit_part *plan, struct message_header_line *hdr)
{
	if (hdr->eoh)
		return;
	if (hdr->continues) {
		hdr->use_full_value = TRUE;
		return;
	}
	T_BEGIN {
		if (strcasecmp(hdr->name, "Content-Transfer-Encoding") == 0)
			plan->cte = cte_parse(hdr->full_value,
					      hdr->full_value_len);
		else if (strcasecmp(hdr->name, "Content-Type") == 0)
			plan->composite = type_is_composite(hdr->full_value,
				hdr->full_value_len);
		else if (strcasecmp(hdr->name, "MIME-Version") == 0)
			plan->mime_version = TRUE;
	} T_END;
}

static void
plan_body(struct mail_sevenbit_part *plan, const unsigned char *data,
	  size_t size)
{
	const unsigned char *end = data + size;

	plan->size += size;
	if (!mail_sevenbit_data_is_clean(data, size))
		plan->eight_bit = TRUE;
	/* about what quoted-printable will encode */
	for (; data < end; data++) {
		if (*data > 126 || *data == '=' ||
		    (*data < 32 && *data != '\t' && *data != '\n' &&
		     *data != '\r'))
			plan->specials++;
	}
}

static void plan_decide(struct message_part *part)
{
	struct mail_sevenbit_part *plan = part->context;

	if (part->children == NULL &&
	    (part->flags & MESSAGE_PART_FLAG_MULTIPART) != 0) {
		/* no boundary line was found; Dovecot has not shown us what
		   there is instead */
		plan->action = MAIL_SEVENBIT_MASK;
	} else if (part->children != NULL || !plan->eight_bit)
		plan->action = MAIL_SEVENBIT_COPY;
	else if (plan->composite || plan->cte == MAIL_SEVENBIT_CTE_OTHER)
		plan->action = MAIL_SEVENBIT_MASK;
	else if (plan->cte == MAIL_SEVENBIT_CTE_QP)
		plan->action = MAIL_SEVENBIT_ESCAPE;
	else if (plan->specials * 2 > plan->size / 3 + plan->size / 36) {
		/* =XX is two octets more than X; base64 a third and line ends
		   more than all */
		plan->action = MAIL_SEVENBIT_BASE64;
	} else {
		plan->action = MAIL_SEVENBIT_QP;
	}
}

static void plan_finish(pool_t pool, struct message_part *part)
{
	for (; part != NULL; part = part->next) {
		(void)plan_part(pool, part);
		plan_finish(pool, part->children);
		plan_decide(part);
	}
}

int mail_sevenbit_plan(pool_t pool, struct istream *input,
		       struct message_part **parts_r)
{
	const struct message_parser_settings set = {
		.hdr_flags = MESSAGE_HEADER_PARSER_FLAG_SKIP_INITIAL_LWSP,
		.max_nested_mime_parts = MAX_NESTED_PARTS,
	};
	struct message_parser_ctx *parser;
	struct message_block block;
	struct mail_sevenbit_part *plan;
	int ret;

	i_stream_seek(input, 0);
	parser = message_parser_init(pool, input, &set);
	while ((ret = message_parser_parse_next_block(parser, &block)) > 0) {
		plan = plan_part(pool, block.part);
		if (block.hdr != NULL)
			plan_header(plan, block.hdr);
		else if (block.size > 0)
			plan_body(plan, block.data, block.size);
	}
	i_assert(ret < 0);
	message_parser_deinit(&parser, parts_r);
	if (input->stream_errno != 0)
		return -1;
	plan_finish(pool, *parts_r);
	return 0;
}
