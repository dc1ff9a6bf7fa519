/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "array.h"
#include "istream.h"
#include "imap-parser.h"
#include "compat-audit.h"
#include "audit-session.h"
#include "audit-scratch.h"

/* Deleting goes on as long as each round deletes something. */
#define SCRATCH_MAX_ROUNDS 40

const char *audit_list_name(const struct audit_resp *resp)
{
	struct istream *input;
	struct imap_parser *parser;
	const struct imap_arg *args;
	const char *name = NULL, *value;
	int ret;

	input = i_stream_create_from_data(resp->data, resp->size);
	(void)i_stream_read(input);
	parser = compat_audit_imap_parser(input, AUDIT_MAX_LINE);
	/* * LIST (\Flags) "/" name */
	ret = imap_parser_finish_line(parser, 0, IMAP_PARSE_FLAG_ATOM_ALLCHARS,
				      &args);
	if (ret >= 5 && imap_arg_get_atom(&args[1], &value) &&
	    (strcasecmp(value, "LIST") == 0 ||
	     strcasecmp(value, "LSUB") == 0) &&
	    imap_arg_get_astring(&args[4], &value))
		name = t_strdup(value);
	imap_parser_unref(&parser);
	i_stream_unref(&input);
	return name;
}

static void scratch_find_separator(struct audit_ctx *ctx)
{
	const struct audit_resp *resp;
	const char *p;

	(void)audit_cmd(ctx, "LIST \"\" \"\"");
	array_foreach(&ctx->responses, resp) {
		/* * LIST (\Noselect) "/" "" */
		if (strncmp(resp->text, "* LIST (", 8) != 0 ||
		    (p = strstr(resp->text, ") \"")) == NULL)
			continue;
		ctx->audit->separator = p[3] == '\\' ? p[4] : p[3];
		ctx->audit->have_separator = TRUE;
	}
}

int audit_scratch_create(struct audit_ctx *ctx, const char **error_r)
{
	struct audit *audit = ctx->audit;

	if (!audit_use(ctx, 'A')) {
		*error_r = str_c(ctx->seen);
		return -1;
	}
	scratch_find_separator(ctx);
	audit->scratch = p_strdup_printf(audit->pool, "exchange-audit-%08x",
					 i_rand());
	(void)audit_cmdf(ctx, "CREATE %s", audit->scratch);
	if (audit_find(ctx, "OK{*}") != NULL)
		return 0;
	*error_r = t_strdup_printf("cannot make the scratch mailbox %s: %s",
				   audit->scratch, audit_answers(ctx));
	audit->scratch = "";
	return -1;
}

static int name_longer_cmp(const char *const *n1, const char *const *n2)
{
	size_t len1 = strlen(*n1), len2 = strlen(*n2);

	return len1 > len2 ? -1 : (len1 < len2 ? 1 : strcmp(*n2, *n1));
}

/* Names in the scratch hierarchy, the deepest first. Names that differ in
   case only from ours are ours as well: V0008. */
static void scratch_names(struct audit_ctx *ctx, const char *cmd,
			  ARRAY_TYPE(const_string) *names)
{
	const char *scratch = ctx->audit->scratch, *name;
	const struct audit_resp *resp;
	size_t len = strlen(scratch);

	array_clear(names);
	(void)audit_cmdf(ctx, "%s \"\" \"%s*\"", cmd, scratch);
	array_foreach(&ctx->responses, resp) {
		name = audit_list_name(resp);
		if (name == NULL || strncasecmp(name, scratch, len) != 0)
			continue;
		name = p_strdup(ctx->pool, name);
		array_push_back(names, &name);
	}
	array_sort(names, name_longer_cmp);
}

static unsigned int scratch_delete_all(struct audit_ctx *ctx,
				       ARRAY_TYPE(const_string) *names)
{
	const char *const *namep;
	unsigned int count = 0;

	scratch_names(ctx, "LIST", names);
	array_foreach(names, namep) {
		T_BEGIN {
			(void)audit_cmdf(ctx, "DELETE %s",
					 audit_quote(*namep));
			if (audit_find(ctx, "OK{*}") != NULL)
				count++;
		} T_END;
	}
	return count;
}

int audit_scratch_remove(struct audit_ctx *ctx, const char **error_r)
{
	ARRAY_TYPE(const_string) names;
	const char *const *namep;
	unsigned int round;

	if (*ctx->audit->scratch == '\0')
		return 0;
	if (!audit_use(ctx, 'A')) {
		*error_r = t_strdup_printf("%s could not be removed: %s",
			ctx->audit->scratch, str_c(ctx->seen));
		return -1;
	}
	p_array_init(&names, ctx->pool, 64);
	scratch_names(ctx, "LSUB", &names);
	array_foreach(&names, namep) T_BEGIN {
		(void)audit_cmdf(ctx, "UNSUBSCRIBE %s", audit_quote(*namep));
	} T_END;
	for (round = 0; round < SCRATCH_MAX_ROUNDS; round++) {
		if (scratch_delete_all(ctx, &names) == 0)
			break;
	}
	scratch_names(ctx, "LIST", &names);
	if (array_count(&names) == 0)
		return 0;
	*error_r = t_strdup_printf("%u scratch mailboxes could not be removed,"
		" for example %s", array_count(&names),
		*array_front(&names));
	return -1;
}
