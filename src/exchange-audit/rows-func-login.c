/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "array.h"
#include "ioloop.h"
#include "time-util.h"
#include "audit-session.h"
#include "rows-func.h"

/* V0061 and the time a failed login may take before that is called a delay */
#define FAILED_ATTEMPTS 4
#define FAILED_SLOW_MSECS 5000
#define UNAUTH_GRACE_MSECS (5*1000)

/* E0002: commands, three in the time of the timer, do not stop it. */
void audit_func_unauthenticated_timer(struct audit_ctx *ctx)
{
	int timer = ctx->audit->set->login_timer_msecs, msecs = 0;
	struct timeval start;

	if (!audit_use(ctx, 'P'))
		return;
	io_loop_time_refresh();
	start = ioloop_timeval;
	while (msecs < timer + UNAUTH_GRACE_MSECS &&
	       ctx->conn->broken == NULL && !ctx->audit->interrupted) {
		audit_send(ctx, "n NOOP{crlf}");
		audit_read_for(ctx, I_MIN(timer / 3, timer +
					  UNAUTH_GRACE_MSECS - msecs));
		io_loop_time_refresh();
		msecs = timeval_diff_msecs(&ioloop_timeval, &start);
	}
	if (ctx->conn->closed)
		(void)audit_holds(ctx, t_strdup_printf(
			"closed after %d s: %s", msecs / 1000,
			audit_last(ctx)));
	else
		(void)audit_differs(ctx, t_strdup_printf(
			"closed after %d s, whatever is sent", timer / 1000),
			t_strdup_printf("still open after %d s",
					msecs / 1000));
}

/* The answers to the login must not bring capabilities; asked is set if the
   client sent CAPABILITY before. */
static bool login_brings_none(struct audit_ctx *ctx, const char *mechanism,
			      bool asked, const char *exact)
{
	const char *error;

	audit_hang_up(ctx, 'P');
	if (!audit_use(ctx, 'P'))
		return FALSE;
	if (asked)
		(void)audit_cmd(ctx, "CAPABILITY");
	if (audit_session_login_by(ctx, mechanism, &ctx->audit->set->user,
				   &error) < 0)
		return audit_skip(ctx, error);
	/* it may come in a line of its own as well */
	audit_read_for(ctx, 200);
	return audit_expect_not(ctx, "{*}[CAPABILITY{*}") &&
		audit_expect_not(ctx, "* CAPABILITY{*}") &&
		audit_expect(ctx, ctx->audit->set->documented_only ?
			     "OK{*}" : exact);
}

static void no_capability(struct audit_ctx *ctx, const char *mechanism,
			  const char *exact)
{
	if (login_brings_none(ctx, mechanism, FALSE, exact))
		(void)login_brings_none(ctx, mechanism, TRUE, exact);
}

void audit_func_no_capability_authenticate(struct audit_ctx *ctx)
{
	no_capability(ctx, "plain", "OK AUTHENTICATE completed.");
}

void audit_func_no_capability_login(struct audit_ctx *ctx)
{
	no_capability(ctx, "login", "OK LOGIN completed.");
}

/* One login that must fail. Returns FALSE if the row cannot go on. */
static bool fail_login(struct audit_ctx *ctx, unsigned int attempt)
{
	struct timeval start;
	int msecs;

	io_loop_time_refresh();
	start = ioloop_timeval;
	(void)audit_cmd(ctx, "LOGIN audit-nobody not-a-password");
	io_loop_time_refresh();
	msecs = timeval_diff_msecs(&ioloop_timeval, &start);
	if (msecs > FAILED_SLOW_MSECS && !ctx->audit->set->slow)
		return audit_skip(ctx, t_strdup_printf(
			"failed login %u took %d ms, the server delays them: "
			"needs --slow", attempt, msecs));
	return TRUE;
}

void audit_func_failed_logins(struct audit_ctx *ctx)
{
	unsigned int i;

	if (!audit_use(ctx, 'P'))
		return;
	for (i = 1; i <= FAILED_ATTEMPTS; i++) {
		if (!fail_login(ctx, i))
			return;
		if (ctx->conn->broken != NULL && i < FAILED_ATTEMPTS) {
			(void)audit_differs(ctx, "four attempts",
				t_strdup_printf("closed after %u: %s", i,
						audit_answers(ctx)));
			return;
		}
	}
	if (ctx->conn->broken == NULL)
		audit_read_for(ctx, 1000);
	if (ctx->conn->broken == NULL && ctx->audit->set->slow &&
	    !fail_login(ctx, i))
		return;
	if (ctx->conn->broken == NULL) {
		(void)audit_differs(ctx, "closed after four failed logins",
				    audit_answers(ctx));
		return;
	}
	/* no limit across sessions: the next one can log in at once */
	audit_see(ctx, audit_answers(ctx));
	audit_hang_up(ctx, 'P');
	(void)audit_use(ctx, 'P');
}
