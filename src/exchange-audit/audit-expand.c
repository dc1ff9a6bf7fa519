/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "array.h"
#include "base64.h"
#include "hex-binary.h"
#include "audit-ctx.h"
#include "audit-expand.h"

/* {rep:} never makes more than this */
#define EXPAND_MAX (512*1024)

static void expand_into(struct audit_ctx *ctx, string_t *dest,
			const char *text, bool *ok);

static bool expand_word(struct audit_ctx *ctx, string_t *dest,
			const char *name)
{
	const struct audit_settings *set = ctx->audit->set;
	const struct {
		const char *name, *value;
	} words[] = {
		{ "S", ctx->mailbox },
		{ "user", set->user.name },
		{ "user2", set->user2.name },
		{ "host", set->host },
		{ "tag", ctx->tag },
		{ "crlf", "\r\n" },
		{ "tab", "\t" },
	};
	unsigned int i;

	if (strcmp(name, "/") == 0) {
		str_append_c(dest, ctx->audit->separator);
		return TRUE;
	}
	if (strcmp(name, "nul") == 0) {
		str_append_c(dest, '\0');
		return TRUE;
	}
	for (i = 0; i < N_ELEMENTS(words); i++) {
		if (strcmp(name, words[i].name) == 0) {
			str_append(dest, words[i].value == NULL ? "" :
				   words[i].value);
			return TRUE;
		}
	}
	return FALSE;
}

static void expand_rep(struct audit_ctx *ctx, string_t *dest, const char *arg,
		       bool *ok)
{
	const char *text = strchr(arg, ':');
	string_t *one = t_str_new(64);
	unsigned int i, count;

	if (text == NULL ||
	    str_to_uint(t_strdup_until(arg, text), &count) < 0)
		i_panic("audit: wrong {rep:%s}", arg);
	expand_into(ctx, one, text + 1, ok);
	for (i = 0; i < count && str_len(dest) < EXPAND_MAX; i++)
		str_append_str(dest, one);
}

/* Sends what there is so far and waits until the server wants the rest. */
static void expand_literal(struct audit_ctx *ctx, string_t *dest,
			   const void *data, size_t size, bool *ok)
{
	const char *prefixes[2] = { t_strconcat(ctx->tag, " ", NULL), NULL };

	str_printfa(dest, "{%zu}\r\n", size);
	audit_conn_send(ctx->conn, str_data(dest), str_len(dest));
	str_truncate(dest, 0);
	if (!audit_read_until(ctx, prefixes, TRUE) ||
	    audit_last(ctx)[0] != '+') {
		*ok = FALSE;
		return;
	}
	str_append_data(dest, data, size);
}

static bool expand_call(struct audit_ctx *ctx, string_t *dest,
			const char *name, bool *ok)
{
	const char *arg = strchr(name, ':');
	string_t *value = t_str_new(64);

	if (arg == NULL)
		return FALSE;
	name = t_strdup_until(name, arg++);
	if (strcmp(name, "x") == 0) {
		if (hex_to_binary(arg, dest) < 0)
			i_panic("audit: wrong {x:%s}", arg);
		return TRUE;
	}
	if (strcmp(name, "rep") == 0) {
		expand_rep(ctx, dest, arg, ok);
		return TRUE;
	}
	if (strcmp(name, "msg") == 0) {
		arg = audit_message(arg);
		expand_literal(ctx, dest, arg, strlen(arg), ok);
		return TRUE;
	}
	if (strcmp(name, "lit") != 0 && strcmp(name, "lit+") != 0 &&
	    strcmp(name, "b64") != 0)
		return FALSE;
	expand_into(ctx, value, arg, ok);
	if (strcmp(name, "b64") == 0)
		base64_encode(str_data(value), str_len(value), dest);
	else if (strcmp(name, "lit") == 0)
		expand_literal(ctx, dest, str_data(value), str_len(value), ok);
	else {
		str_printfa(dest, "{%zu+}\r\n", str_len(value));
		str_append_str(dest, value);
	}
	return TRUE;
}

/* The brace that closes the one at p. */
static const char *closing_brace(const char *p)
{
	unsigned int depth = 0;

	for (; *p != '\0'; p++) {
		if (*p == '{')
			depth++;
		else if (*p == '}' && --depth == 0)
			return p;
	}
	return NULL;
}

static void expand_into(struct audit_ctx *ctx, string_t *dest,
			const char *text, bool *ok)
{
	const char *end, *name;

	while (*text != '\0' && *ok) {
		end = *text == '{' ? closing_brace(text) : NULL;
		name = end == NULL ? NULL : t_strdup_until(text + 1, end);
		if (name != NULL && (expand_word(ctx, dest, name) ||
				     expand_call(ctx, dest, name, ok))) {
			text = end + 1;
			continue;
		}
		str_append_c(dest, *text++);
	}
}

bool audit_expand_send(struct audit_ctx *ctx, const char *text)
{
	bool ok = TRUE;

	T_BEGIN {
		string_t *dest = t_str_new(256);

		expand_into(ctx, dest, text, &ok);
		if (ok && str_len(dest) > 0)
			audit_conn_send(ctx->conn, str_data(dest),
					str_len(dest));
	} T_END;
	return ok;
}

const char *audit_expand_pattern(struct audit_ctx *ctx, const char *pattern)
{
	static const char *const words[] = { "S", "/", "user", "tag", NULL };
	string_t *dest = t_str_new(128);
	const char *end, *name;

	while (*pattern != '\0') {
		end = *pattern == '{' ? strchr(pattern, '}') : NULL;
		name = end == NULL ? NULL : t_strdup_until(pattern + 1, end);
		if (name != NULL && str_array_find(words, name) &&
		    expand_word(ctx, dest, name)) {
			pattern = end + 1;
			continue;
		}
		str_append_c(dest, *pattern++);
	}
	return str_c(dest);
}
