/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "array.h"
#include "audit-ctx.h"
#include "audit-expand.h"
#include "audit-session.h"

/* A row's script: one step a line. Sending:
     on X          go on with session X (audit-ctx.h)
     hangup X      close it
     > TEXT        send a tag, TEXT and CRLF; read to the tagged answer
     >+ TEXT       the same, but "+ " ends it as well
     raw TEXT      send TEXT as it is; the answers so far are forgotten
     more TEXT     send TEXT as it is; they are not
     read A B      read until a line begins with A and one with B
     wait MSECS    read what comes in that time
     within MSECS PATTERN    the same, but no longer than until it comes
     eof MSECS     the server must close within that time
     starttls      TLS handshake
     login         log in as the user with the mechanism of the run
     mailbox NAME  CREATE; append NAME MSG; select NAME: all must work
   Checking the answers to the last command:
     < PATTERN     must come, in the order of the steps
     & PATTERN     must come, in any order
     ! PATTERN     must not come
     = PATTERN     as <, but only a line of exchange-facts, see audit_exact()
     =! PATTERN    as !, likewise
     ~ PATTERN     without it the row is skipped
     ~! PATTERN    with it the row is skipped
   A step may begin with the versions it is for: [2007], [2010+],
   [2007-2010]. */

typedef bool audit_step_t(struct audit_ctx *ctx, const char *arg);

static bool step_on(struct audit_ctx *ctx, const char *arg)
{
	const struct audit_conn *conn = ctx->conn;
	bool known = ctx->conns[strchr(AUDIT_SESSIONS, arg[0]) -
				AUDIT_SESSIONS] != NULL;

	if (!audit_use(ctx, arg[0]))
		return FALSE;
	/* the greeting of a new one is an answer, that of others is not */
	if (known && ctx->conn != conn)
		audit_clear(ctx);
	return TRUE;
}

static bool step_hangup(struct audit_ctx *ctx, const char *arg)
{
	audit_hang_up(ctx, arg[0]);
	return TRUE;
}

static bool step_cmd(struct audit_ctx *ctx, const char *arg)
{
	(void)audit_cmd(ctx, arg);
	return TRUE;
}

static bool step_cmd_plus(struct audit_ctx *ctx, const char *arg)
{
	(void)audit_cmd_plus(ctx, arg);
	return TRUE;
}

static bool step_raw(struct audit_ctx *ctx, const char *arg)
{
	audit_clear(ctx);
	audit_send(ctx, arg);
	return TRUE;
}

static bool step_more(struct audit_ctx *ctx, const char *arg)
{
	audit_send(ctx, arg);
	return TRUE;
}

/* A server that cannot make out the tag answers * BAD: no need to wait. */
static bool step_read(struct audit_ctx *ctx, const char *arg)
{
	const char *const *tags = t_strsplit(arg, " ");
	const char *prefixes[4] = { NULL, "* BAD ", "* BYE ", NULL };
	const char *tag;

	for (; *tags != NULL; tags++) {
		tag = audit_expand_pattern(ctx, *tags);
		if (audit_find_sent(ctx, t_strconcat(tag, " {*}", NULL)) !=
		    NULL)
			continue;
		prefixes[0] = strcmp(tag, "+") == 0 ? "+" : tag;
		if (!audit_read_until(ctx, prefixes, TRUE))
			break;
	}
	return TRUE;
}

/* "within MSECS PATTERN": reads until it comes, or the time is over. */
static bool step_within(struct audit_ctx *ctx, const char *arg)
{
	const char *pattern = strchr(arg, ' ');
	unsigned int msecs, i;

	i_assert(pattern != NULL);
	if (str_to_uint(t_strdup_until(arg, pattern), &msecs) < 0)
		i_panic("audit: wrong within %s", arg);
	for (i = 0; i < msecs && audit_find(ctx, pattern + 1) == NULL &&
	     ctx->conn != NULL && ctx->conn->broken == NULL; i += 100)
		audit_read_for(ctx, 100);
	return TRUE;
}

/* "&": any answer, whatever was matched before. */
static bool step_any(struct audit_ctx *ctx, const char *arg)
{
	ctx->cursor = 0;
	return audit_expect(ctx, arg);
}

static bool step_wait(struct audit_ctx *ctx, const char *arg)
{
	unsigned int msecs;

	if (str_to_uint(arg, &msecs) < 0)
		i_panic("audit: wrong wait %s", arg);
	audit_read_for(ctx, msecs);
	return TRUE;
}

static bool step_eof(struct audit_ctx *ctx, const char *arg)
{
	unsigned int msecs;

	if (str_to_uint(arg, &msecs) < 0)
		i_panic("audit: wrong eof %s", arg);
	if (audit_read_eof(ctx, msecs))
		return !ctx->decided;
	return audit_differs(ctx, "the server closes the connection",
			     audit_answers(ctx));
}

static bool step_starttls(struct audit_ctx *ctx,
			  const char *arg ATTR_UNUSED)
{
	const char *error;

	audit_clear(ctx);
	if (ctx->conn == NULL || audit_conn_start_tls(ctx->conn, &error) == 0)
		return TRUE;
	return audit_differs(ctx, "a TLS handshake", error);
}

static bool step_login(struct audit_ctx *ctx, const char *arg ATTR_UNUSED)
{
	const char *error;

	if (audit_session_login(ctx, &ctx->audit->set->user, &error) < 0)
		return audit_skip(ctx, error);
	return TRUE;
}

static bool step_require_not(struct audit_ctx *ctx, const char *arg)
{
	const char *answer = audit_find(ctx, arg);

	return answer == NULL ? TRUE : audit_skip(ctx, t_strconcat(
		"not with these settings: ", answer, NULL));
}

static bool step_mailbox(struct audit_ctx *ctx, const char *arg)
{
	(void)audit_cmdf(ctx, "CREATE %s", arg);
	return audit_require(ctx, "OK{*}");
}

static bool step_append(struct audit_ctx *ctx, const char *arg)
{
	const char *message = strrchr(arg, ' ');

	(void)audit_cmdf(ctx, "APPEND %s {msg:%s}",
			 t_strdup_until(arg, message), message + 1);
	return audit_require(ctx, "OK{*}");
}

static bool step_select(struct audit_ctx *ctx, const char *arg)
{
	(void)audit_cmdf(ctx, "SELECT %s", arg);
	return audit_require(ctx, "OK{*}");
}

static const struct {
	const char *word;
	audit_step_t *step;
} steps[] = {
	{ ">", step_cmd },
	{ "<", audit_expect },
	{ "&", step_any },
	{ "!", audit_expect_not },
	{ "=", audit_exact },
	{ "=!", audit_exact_not },
	{ "~", audit_require },
	{ "~!", step_require_not },
	{ "on", step_on },
	{ ">+", step_cmd_plus },
	{ "raw", step_raw },
	{ "more", step_more },
	{ "read", step_read },
	{ "wait", step_wait },
	{ "within", step_within },
	{ "eof", step_eof },
	{ "mailbox", step_mailbox },
	{ "append", step_append },
	{ "select", step_select },
	{ "login", step_login },
	{ "starttls", step_starttls },
	{ "hangup", step_hangup },
};

static bool run_step(struct audit_ctx *ctx, const char *line)
{
	const char *arg = strchr(line, ' ');
	const char *word = arg == NULL ? line : t_strdup_until(line, arg);
	unsigned int i;

	arg = arg == NULL ? "" : arg + 1;
	for (i = 0; i < N_ELEMENTS(steps); i++) {
		if (strcmp(steps[i].word, word) == 0)
			return steps[i].step(ctx, arg);
	}
	i_panic("audit: unknown step: %s", line);
}

/* "2010+", "2007-2010" or "2007" */
static bool version_is_in(const char *text, unsigned int version)
{
	const char *p = strpbrk(text, "+-");
	unsigned int first, last;

	first = last = audit_version_parse(p == NULL ? text :
					   t_strdup_until(text, p));
	if (p != NULL)
		last = *p == '+' ? AUDIT_2019 : audit_version_parse(p + 1);
	i_assert(first != 0 && last != 0);
	return version >= first && version <= last;
}

bool audit_script(struct audit_ctx *ctx, const char *script)
{
	const char *const *lines = t_strsplit(script, "\n");
	const char *line, *end;
	bool ret = TRUE;

	for (; *lines != NULL && ret; lines++) {
		line = *lines;
		if (*line == '\0')
			continue;
		if (ctx->audit->interrupted)
			return audit_skip(ctx, "interrupted");
		if (*line == '[') {
			end = strchr(line, ']');
			i_assert(end != NULL && end[1] == ' ');
			if (!version_is_in(t_strdup_until(line + 1, end),
					   ctx->audit->set->version))
				continue;
			line = end + 2;
		}
		T_BEGIN {
			ret = run_step(ctx, line) && !ctx->decided;
		} T_END;
	}
	return ret;
}
