/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "array.h"
#include "ioloop.h"
#include "time-util.h"
#include "audit-agent.h"
#include "audit-ctx.h"
#include "rows-func.h"

#define AUTOLOGOUT_GRACE_MSECS (10*1000)
/* Outlook's ten minutes are a third of the thirty of V0015 */
#define OUTLOOK_NOOP_PART 3

/* Waits in silence. Returns the milliseconds until the server closed, or -1 if
   it did not. */
static int wait_closed(struct audit_ctx *ctx, unsigned int msecs)
{
	struct timeval start;

	io_loop_time_refresh();
	start = ioloop_timeval;
	if (!audit_read_eof(ctx, msecs))
		return -1;
	io_loop_time_refresh();
	return timeval_diff_msecs(&ioloop_timeval, &start);
}

void audit_func_autologout(struct audit_ctx *ctx)
{
	int timer = ctx->audit->set->autologout_msecs, msecs;

	if (!audit_use(ctx, 'A') || !audit_script(ctx, "> NOOP\n~ OK{*}"))
		return;
	msecs = wait_closed(ctx, timer + AUTOLOGOUT_GRACE_MSECS);
	if (msecs < 0)
		(void)audit_differs(ctx, t_strdup_printf(
			"closed after %d s", timer / 1000), "still open");
	else
		(void)audit_holds(ctx, t_strdup_printf("closed after %d s: %s",
			msecs / 1000, audit_last(ctx)));
}

void audit_func_outlook_timer(struct audit_ctx *ctx)
{
	int wait = ctx->audit->set->autologout_msecs / OUTLOOK_NOOP_PART;
	int msecs;

	if (!audit_use(ctx, 'A') || !audit_script(ctx, "> NOOP\n~ OK{*}"))
		return;
	msecs = wait_closed(ctx, wait);
	if (msecs >= 0) {
		(void)audit_differs(ctx, t_strdup_printf("open for %d s",
			wait / 1000), t_strdup_printf("closed after %d s",
						      msecs / 1000));
		return;
	}
	(void)audit_script(ctx, "> NOOP\n< OK{*}");
}

/* The agent revises the message: the old UID goes, a new one comes. */
void audit_func_revised_in_session(struct audit_ctx *ctx)
{
	if (!audit_use(ctx, 'A') ||
	    !audit_script(ctx, "mailbox {S}\nappend {S} plain\nselect {S}\n"
			  "> FETCH 1 (UID)\n~ * 1 FETCH (UID {n})") ||
	    !audit_agent(ctx, "revise", "second"))
		return;
	(void)audit_script(ctx,
		"> NOOP\n"
		"> UID FETCH 1:* (UID BODY.PEEK[HEADER.FIELDS (SUBJECT)])\n"
		"< * {n} FETCH ({*}another one{*}\n"
		"! * {n} FETCH ({*}UID 1 {*}\n");
}

void audit_func_revised_between(struct audit_ctx *ctx)
{
	if (!audit_use(ctx, 'A') ||
	    !audit_script(ctx, "mailbox {S}\nappend {S} plain\nselect {S}\n"
			  "> FETCH 1 (UID)\n~ * 1 FETCH (UID 1)"))
		return;
	audit_hang_up(ctx, 'A');
	if (!audit_agent(ctx, "revise", "second") || !audit_use(ctx, 'A'))
		return;
	(void)audit_script(ctx,
		"select {S}\n"
		"> UID FETCH 1:* (UID BODY.PEEK[HEADER.FIELDS (SUBJECT)])\n"
		"< * {n} FETCH ({*}another one{*}\n"
		"! * {n} FETCH ({*}UID 1 {*}\n");
}

void audit_func_agent(struct audit_ctx *ctx)
{
	if (!audit_use(ctx, 'A') ||
	    !audit_script(ctx, "mailbox {S}\nappend {S} plain\nselect {S}") ||
	    !audit_agent(ctx, "add", "second") ||
	    !audit_script(ctx, "> NOOP\n< * 2 EXISTS") ||
	    !audit_agent(ctx, "flag", NULL) ||
	    !audit_script(ctx, "> NOOP\n> FETCH 1:* (FLAGS)\n"
			  "< * {n} FETCH (FLAGS ({*}\\Flagged{*}))") ||
	    !audit_agent(ctx, "remove", NULL))
		return;
	(void)audit_script(ctx, "> NOOP\n< * {n} EXPUNGE");
}
