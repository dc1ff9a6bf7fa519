/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "array.h"
#include "ioloop.h"
#include "time-util.h"
#include "audit-ctx.h"
#include "audit-expand.h"
#include "audit-pattern.h"
#include "audit-transcript.h"

#include <ctype.h>

/* Longest time of a row that is not slow. */
#define AUDIT_ROW_MSECS (90*1000)
/* ... and of one that waits for V0015's half hour */
#define AUDIT_SLOW_ROW_MSECS (40*60*1000)
#define AUDIT_SEEN_LINES 4
#define AUDIT_SEEN_WIDTH 200

struct audit_ctx *audit_ctx_create(struct audit *audit,
				   const struct audit_row *row)
{
	struct audit_ctx *ctx;
	pool_t pool = pool_alloconly_create("audit row", 4096);
	const char *p;
	string_t *name;

	ctx = p_new(pool, struct audit_ctx, 1);
	ctx->pool = pool;
	ctx->audit = audit;
	ctx->row = row;
	ctx->transcript = audit_transcript_create(audit);
	ctx->seen = str_new(pool, 128);
	ctx->tag = "";
	p_array_init(&ctx->responses, pool, 16);
	io_loop_time_refresh();
	ctx->deadline = ioloop_timeval;
	timeval_add_msecs(&ctx->deadline, row != NULL &&
			  (row->flags & AUDIT_ROW_SLOW) != 0 ?
			  AUDIT_SLOW_ROW_MSECS : AUDIT_ROW_MSECS);

	name = str_new(pool, 64);
	str_append(name, audit->scratch);
	str_append_c(name, audit->separator);
	for (p = row == NULL ? "run" : row->id; *p != '\0'; p++) {
		if (i_isalnum(*p))
			str_append_c(name, *p);
	}
	ctx->mailbox = str_c(name);
	return ctx;
}

void audit_ctx_free(struct audit_ctx **_ctx)
{
	struct audit_ctx *ctx = *_ctx;
	unsigned int i;

	*_ctx = NULL;
	for (i = 0; i < AUDIT_SESSION_COUNT; i++)
		audit_hang_up(ctx, AUDIT_SESSIONS[i]);
	audit_transcript_free(&ctx->transcript);
	pool_unref(&ctx->pool);
}

void audit_clear(struct audit_ctx *ctx)
{
	array_clear(&ctx->responses);
	ctx->cursor = ctx->exact_cursor = ctx->sent_at = 0;
	ctx->timed_out = FALSE;
}

/* Reads one response into the list; see audit_conn_read(). */
static int ctx_read(struct audit_ctx *ctx, unsigned int msecs)
{
	struct audit_resp resp;
	int ret;

	if (ctx->conn == NULL ||
	    array_count(&ctx->responses) >= AUDIT_MAX_ROW_RESPONSES)
		return -1;
	ret = audit_conn_read(ctx->conn, msecs, &resp);
	if (ret > 0)
		array_push_back(&ctx->responses, &resp);
	return ret;
}

static bool begins_with_any(const char *text, const char *const *prefixes)
{
	for (; *prefixes != NULL; prefixes++) {
		if (strncmp(text, *prefixes, strlen(*prefixes)) == 0)
			return TRUE;
	}
	return FALSE;
}

static unsigned int msecs_left(const struct timeval *end)
{
	io_loop_time_refresh();
	return I_MAX(timeval_diff_msecs(end, &ioloop_timeval), 0);
}

bool audit_read_until(struct audit_ctx *ctx, const char *const *prefixes,
		      bool plus)
{
	struct timeval end;
	unsigned int left;
	const char *text;

	io_loop_time_refresh();
	end = ioloop_timeval;
	timeval_add_msecs(&end, ctx->audit->set->timeout_msecs);
	if (timeval_cmp(&end, &ctx->deadline) > 0)
		end = ctx->deadline;
	while ((left = msecs_left(&end)) > 0 && ctx_read(ctx, left) > 0) {
		text = audit_last(ctx);
		if (begins_with_any(text, prefixes))
			return TRUE;
		if (text[0] == '+')
			return plus;
	}
	ctx->timed_out = ctx->conn != NULL && ctx->conn->broken == NULL;
	return FALSE;
}

void audit_read_for(struct audit_ctx *ctx, unsigned int msecs)
{
	struct timeval end;
	unsigned int left;

	io_loop_time_refresh();
	end = ioloop_timeval;
	timeval_add_msecs(&end, msecs);
	while ((left = msecs_left(&end)) > 0 && ctx_read(ctx, left) > 0)
		;
}

bool audit_read_eof(struct audit_ctx *ctx, unsigned int msecs)
{
	audit_read_for(ctx, msecs);
	return ctx->conn != NULL && ctx->conn->closed;
}

void audit_send(struct audit_ctx *ctx, const char *text)
{
	ctx->sent_at = array_count(&ctx->responses);
	if (ctx->conn != NULL)
		(void)audit_expand_send(ctx, text);
}

static const char *new_tag(struct audit_ctx *ctx)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	char tag[5] = "";
	unsigned int i;

	if (!ctx->audit->outlook_tags)
		return p_strdup_printf(ctx->pool, "%c%u",
				       i_tolower(ctx->conn->name[0]),
				       ++ctx->conn->tag_counter);
	for (i = 0; i < sizeof(tag) - 1; i++)
		tag[i] = letters[i_rand_limit(sizeof(letters) - 1)];
	return p_strdup(ctx->pool, tag);
}

static bool ctx_cmd(struct audit_ctx *ctx, const char *text, bool plus)
{
	const char *prefixes[2] = { NULL, NULL };
	bool ret;

	audit_clear(ctx);
	if (ctx->conn == NULL)
		return FALSE;
	ctx->tag = new_tag(ctx);
	ctx->conn->tag = ctx->tag;
	prefixes[0] = t_strconcat(ctx->tag, " ", NULL);
	if (!audit_expand_send(ctx, t_strconcat(ctx->tag, " ", text, "{crlf}",
						NULL)))
		return audit_find(ctx, "{OK|NO|BAD}{*}") != NULL;
	ret = audit_read_until(ctx, prefixes, plus);
	if (!ret)
		ctx->spoiled[strchr(AUDIT_SESSIONS, ctx->conn->name[0]) -
			     AUDIT_SESSIONS] = TRUE;
	return ret;
}

bool audit_cmd(struct audit_ctx *ctx, const char *text)
{
	return ctx_cmd(ctx, text, FALSE);
}

bool audit_cmdf(struct audit_ctx *ctx, const char *fmt, ...)
{
	va_list args;
	bool ret;

	va_start(args, fmt);
	ret = ctx_cmd(ctx, t_strdup_vprintf(fmt, args), FALSE);
	va_end(args);
	return ret;
}

bool audit_cmd_plus(struct audit_ctx *ctx, const char *text)
{
	return ctx_cmd(ctx, text, TRUE);
}

static const char *ctx_text(struct audit_ctx *ctx, unsigned int idx)
{
	const struct audit_resp *resp = array_idx(&ctx->responses, idx);

	return resp->text;
}

const char *audit_last(struct audit_ctx *ctx)
{
	unsigned int count = array_count(&ctx->responses);

	return count == 0 ? "" : ctx_text(ctx, count - 1);
}

/* "OK ..." means the tagged answer to the last command. */
static const char *full_pattern(struct audit_ctx *ctx, const char *pattern)
{
	static const char *const tagged[] = {
		"OK", "NO", "BAD", "{OK|", "{NO|", NULL
	};

	if (begins_with_any(pattern, tagged))
		pattern = t_strconcat(ctx->tag, " ", pattern, NULL);
	return audit_expand_pattern(ctx, pattern);
}

static int ctx_find_from(struct audit_ctx *ctx, unsigned int first,
			 const char *pattern)
{
	unsigned int i, count = array_count(&ctx->responses);
	int idx = -1;

	T_BEGIN {
		pattern = full_pattern(ctx, pattern);
		for (i = first; i < count && idx < 0; i++) {
			if (audit_match(pattern, ctx_text(ctx, i)))
				idx = (int)i;
		}
	} T_END;
	return idx;
}

const char *audit_find(struct audit_ctx *ctx, const char *pattern)
{
	int idx = ctx_find_from(ctx, 0, pattern);

	return idx < 0 ? NULL : ctx_text(ctx, idx);
}

const char *audit_find_sent(struct audit_ctx *ctx, const char *pattern)
{
	int idx = ctx_find_from(ctx, ctx->sent_at, pattern);

	return idx < 0 ? NULL : ctx_text(ctx, idx);
}

static const char *shorten(const char *text)
{
	text = audit_printable(text, strlen(text));
	if (strlen(text) <= AUDIT_SEEN_WIDTH)
		return text;
	return t_strdup_printf("%.*s...", AUDIT_SEEN_WIDTH, text);
}

void audit_see(struct audit_ctx *ctx, const char *text)
{
	text = audit_mask(ctx->audit->set, shorten(text));
	/* a line checked twice is shown once */
	if (strstr(str_c(ctx->seen), text) != NULL)
		return;
	if (++ctx->seen_lines > AUDIT_SEEN_LINES)
		return;
	if (str_len(ctx->seen) > 0)
		str_append_c(ctx->seen, '\n');
	str_append(ctx->seen, text);
}

const char *audit_answers(struct audit_ctx *ctx)
{
	const struct audit_resp *resp;
	string_t *str = t_str_new(256);
	unsigned int i, count;

	resp = array_get(&ctx->responses, &count);
	for (i = 0; i < count; i++) {
		if (i == AUDIT_SEEN_LINES - 1 && count > AUDIT_SEEN_LINES) {
			str_printfa(str, "... (%u lines)\n", count - i - 1);
			i = count - 1;
		}
		str_printfa(str, "%s\n", shorten(resp[i].text));
	}
	if (ctx->conn != NULL && ctx->conn->broken != NULL)
		str_printfa(str, "(%s)", ctx->conn->broken);
	else if (ctx->timed_out)
		str_append(str, "(no answer in time)");
	else if (count == 0)
		str_append(str, "(no answer)");
	else
		str_truncate(str, str_len(str) - 1);
	return str_c(str);
}

static bool ctx_expect(struct audit_ctx *ctx, unsigned int *cursor,
		       const char *pattern)
{
	int idx;

	if (ctx->decided)
		return FALSE;
	idx = ctx_find_from(ctx, *cursor, pattern);
	if (idx < 0)
		return audit_differs(ctx, full_pattern(ctx, pattern),
				     audit_answers(ctx));
	*cursor = idx + 1;
	audit_see(ctx, ctx_text(ctx, idx));
	return TRUE;
}

bool audit_expect(struct audit_ctx *ctx, const char *pattern)
{
	return ctx_expect(ctx, &ctx->cursor, pattern);
}

bool audit_expect_not(struct audit_ctx *ctx, const char *pattern)
{
	const char *found = audit_find(ctx, pattern);

	if (ctx->decided)
		return FALSE;
	if (found == NULL)
		return TRUE;
	return audit_differs(ctx, t_strconcat("not: ",
			     full_pattern(ctx, pattern), NULL),
			     shorten(found));
}

bool audit_exact(struct audit_ctx *ctx, const char *pattern)
{
	return ctx->audit->set->documented_only ? !ctx->decided :
		ctx_expect(ctx, &ctx->exact_cursor, pattern);
}

bool audit_exact_not(struct audit_ctx *ctx, const char *pattern)
{
	return ctx->audit->set->documented_only ? !ctx->decided :
		audit_expect_not(ctx, pattern);
}

bool audit_require(struct audit_ctx *ctx, const char *pattern)
{
	if (ctx->decided)
		return FALSE;
	if (audit_find(ctx, pattern) != NULL)
		return TRUE;
	return audit_skip(ctx, t_strdup_printf(
		"cannot be judged, no %s: %s", full_pattern(ctx, pattern),
		audit_answers(ctx)));
}

static bool ctx_decide(struct audit_ctx *ctx, enum audit_verdict verdict,
		       const char *expected, const char *seen)
{
	if (ctx->decided)
		return FALSE;
	ctx->decided = TRUE;
	ctx->verdict = verdict;
	if (expected != NULL)
		ctx->expected = p_strdup(ctx->pool, audit_mask(
			ctx->audit->set, shorten(expected)));
	if (seen != NULL) {
		str_truncate(ctx->seen, 0);
		str_append(ctx->seen, audit_mask(ctx->audit->set, seen));
	}
	return FALSE;
}

bool audit_holds(struct audit_ctx *ctx, const char *seen)
{
	return ctx_decide(ctx, AUDIT_HOLDS, NULL, seen);
}

bool audit_differs(struct audit_ctx *ctx, const char *expected,
		   const char *seen)
{
	return ctx_decide(ctx, AUDIT_DIFFERS, expected, seen);
}

bool audit_skip(struct audit_ctx *ctx, const char *reason)
{
	return ctx_decide(ctx, AUDIT_SKIPPED, NULL, reason);
}
