/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "array.h"
#include "ioloop.h"
#include "time-util.h"
#include "hostpid.h"
#include "audit-run.h"
#include "audit-rows.h"
#include "audit-session.h"
#include "audit-scratch.h"
#include "audit-transcript.h"

/* So many rows without any answer, and the server is taken for gone. */
#define AUDIT_MAX_TIMEOUTS 3

bool audit_row_is_chosen(const struct audit_settings *set,
			 const struct audit_row *row)
{
	if (set->only != NULL && !str_array_find(set->only, row->id))
		return FALSE;
	return set->areas == NULL ||
		str_array_find(set->areas, audit_area_name(row->area));
}

static int audit_lookup_host(struct audit *audit, const char **error_r)
{
	struct ip_addr *ips;
	unsigned int count;
	int ret;

	if (net_addr2ip(audit->set->host, &audit->ip) == 0)
		return 0;
	ret = net_gethostbyname(audit->set->host, &ips, &count);
	if (ret != 0 || count == 0) {
		*error_r = t_strdup_printf("cannot find the host %s: %s",
			audit->set->host, ret == 0 ? "no address" :
			net_gethosterror(ret));
		return -1;
	}
	audit->ip = ips[0];
	return 0;
}

int audit_run_init(struct audit *audit, const char **error_r)
{
	struct audit_ctx *ctx;
	int ret;

	if (audit_lookup_host(audit, error_r) < 0)
		return -1;
	audit->separator = '/';
	ctx = audit_ctx_create(audit, NULL);
	ret = audit_scratch_create(ctx, error_r);
	if (ret < 0)
		*error_r = p_strdup(audit->pool,
				    audit_mask(audit->set, *error_r));
	audit_session_end_row(ctx);
	audit_ctx_free(&ctx);
	return ret;
}

/* Why a row cannot be run with these settings, or NULL. */
static const char *
row_missing(const struct audit_settings *set, const struct audit_row *row)
{
	if ((row->versions & set->version) == 0)
		return t_strdup_printf("the statement is about %s",
				       audit_versions_name(row->versions));
	if ((row->flags & AUDIT_ROW_SLOW) != 0 && !set->slow)
		return "a slow row: needs --slow or --timers";
	if ((row->flags & AUDIT_ROW_TLS_PORT) != 0 && set->tls_port == 0)
		return "needs --tls-port";
	if ((row->flags & AUDIT_ROW_CLEAR_PORT) != 0 && set->clear_port == 0)
		return "needs --clear-port";
	if ((row->flags & AUDIT_ROW_USER2) != 0 && set->user2.name == NULL)
		return "needs --user2";
	if ((row->flags & AUDIT_ROW_DELEGATE) != 0 &&
	    set->delegate.name == NULL)
		return "needs --delegate";
	if ((row->flags & AUDIT_ROW_AGENT) != 0 && set->agent == NULL)
		return "needs --agent";
	if ((row->flags & AUDIT_ROW_INSECURE) != 0 && set->clear_port == 0)
		return "needs --clear-port";
	return NULL;
}

static void row_decide(struct audit_ctx *ctx, const struct audit_row *row)
{
	const char *missing;

	if (row->reason != NULL) {
		ctx->decided = TRUE;
		ctx->verdict = AUDIT_NOT_OBSERVABLE;
		str_append(ctx->seen, row->reason);
		return;
	}
	missing = ctx->audit->stopped != NULL ? ctx->audit->stopped :
		row_missing(ctx->audit->set, row);
	if (missing != NULL)
		(void)audit_skip(ctx, missing);
	else if (row->func != NULL)
		row->func(ctx);
	else if (audit_script(ctx, row->script))
		(void)audit_holds(ctx, NULL);
	if (ctx->audit->interrupted) {
		ctx->decided = FALSE;
		str_truncate(ctx->seen, 0);
		(void)audit_skip(ctx, "interrupted");
	}
	if (!ctx->decided)
		(void)audit_holds(ctx, NULL);
}

/* A server that answers nothing would cost a time-out per row. */
static void count_timeouts(struct audit_ctx *ctx)
{
	struct audit *audit = ctx->audit;

	if (audit->interrupted)
		audit->stopped = "interrupted";
	if (ctx->verdict == AUDIT_NOT_OBSERVABLE)
		return;
	if (!ctx->timed_out && !ctx->unreachable) {
		if (ctx->conn_used)
			audit->timeouts = 0;
		return;
	}
	if (++audit->timeouts >= AUDIT_MAX_TIMEOUTS)
		audit->stopped = "the server does not answer any more";
}

static void audit_run_row(struct audit *audit, const struct audit_row *row)
{
	struct audit_result *result;
	struct timeval start;
	struct audit_ctx *ctx;
	const char *error;

	io_loop_time_refresh();
	start = ioloop_timeval;
	if ((row->flags & AUDIT_ROW_FRESH) != 0)
		audit_session_close_shared(audit);
	ctx = audit_ctx_create(audit, row);
	T_BEGIN {
		row_decide(ctx, row);
	} T_END;
	io_loop_time_refresh();

	result = array_append_space(&audit->results);
	result->row = row;
	result->verdict = ctx->verdict;
	result->seen = p_strdup(audit->pool, str_c(ctx->seen));
	result->expected = p_strdup(audit->pool, ctx->expected);
	result->probe = p_strdup(audit->pool,
		audit_transcript_get_sent(ctx->transcript));
	result->msecs = timeval_diff_msecs(&ioloop_timeval, &start);
	count_timeouts(ctx);
	if (audit->set->record_dir != NULL &&
	    audit_transcript_write(ctx->transcript, audit->set->record_dir,
				   row->id, &error) < 0)
		i_error("%s", error);
	audit_session_end_row(ctx);
	audit_ctx_free(&ctx);
}

static unsigned int
audit_run_pass(struct audit *audit, bool last, bool run, unsigned int done,
	       unsigned int total, audit_progress_t *progress, void *context)
{
	const struct audit_row *row;
	unsigned int i, j;

	for (i = 0; i < audit_rows_all_count; i++) {
		for (j = 0; j < audit_rows_all[i]->count; j++) {
			row = &audit_rows_all[i]->rows[j];
			if (((row->flags & AUDIT_ROW_LAST) != 0) != last ||
			    !audit_row_is_chosen(audit->set, row))
				continue;
			done++;
			if (!run)
				continue;
			progress(done, total, row, context);
			audit_run_row(audit, row);
		}
	}
	return done;
}

void audit_run(struct audit *audit, audit_progress_t *progress, void *context)
{
	unsigned int total, done;

	total = audit_run_pass(audit, FALSE, FALSE, 0, 0, progress, context);
	total = audit_run_pass(audit, TRUE, FALSE, total, 0, progress,
			       context);
	done = audit_run_pass(audit, FALSE, TRUE, 0, total, progress, context);
	(void)audit_run_pass(audit, TRUE, TRUE, done, total, progress,
			     context);
	progress(total, total, NULL, context);
}

int audit_run_cleanup(struct audit *audit, const char **error_r)
{
	struct audit_ctx *ctx;
	int ret;

	audit_session_close_shared(audit);
	if (audit->set->keep)
		return 0;
	/* Ctrl-C must not stop this; a second one ends the program */
	audit->interrupted = FALSE;
	ctx = audit_ctx_create(audit, NULL);
	ret = audit_scratch_remove(ctx, error_r);
	if (ret < 0)
		*error_r = p_strdup(audit->pool, *error_r);
	audit_ctx_free(&ctx);
	return ret;
}
