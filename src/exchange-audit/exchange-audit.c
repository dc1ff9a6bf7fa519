/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "array.h"
#include "ioloop.h"
#include "ostream.h"
#include "lib-signals.h"
#include "compat-audit.h"
#include "audit-compare.h"
#include "audit-options.h"
#include "audit-outlook.h"
#include "audit-progress.h"
#include "audit-report.h"
#include "audit-rows.h"
#include "audit-run.h"
#include "audit-session.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define EXIT_HOLDS 0
#define EXIT_DIFFERS 1
#define EXIT_CANNOT_RUN 2

static int cannot_run(const char *error)
{
	fprintf(stderr, "exchange-audit: %s\n", error);
	return EXIT_CANNOT_RUN;
}

/* The first Ctrl-C ends the rows and removes the scratch mailbox, the second
   one ends the program. */
static void sig_interrupt(const siginfo_t *si ATTR_UNUSED, void *context)
{
	struct audit *audit = context;

	if (audit->interrupted)
		_exit(EXIT_CANNOT_RUN);
	audit->interrupted = TRUE;
	audit->stopped = "interrupted";
	io_loop_stop(audit->ioloop);
}

static void print_list(struct ostream *output,
		       const struct audit_settings *set)
{
	const struct audit_row *row;
	unsigned int i, j;

	for (i = 0; i < audit_rows_all_count; i++) {
		for (j = 0; j < audit_rows_all[i]->count; j++) {
			row = &audit_rows_all[i]->rows[j];
			if (!audit_row_is_chosen(set, row))
				continue;
			o_stream_nsend_str(output, t_strdup_printf(
				"%-12s %-9s %-22s %s%s\n", row->id,
				audit_area_name(row->area),
				audit_versions_name(row->versions), row->title,
				row->reason == NULL ? "" :
				t_strdup_printf(" (not observable: %s)",
						row->reason)));
		}
	}
}

static int run_rows(struct audit *audit, const struct audit_options *options,
		    struct ostream *output)
{
	unsigned int counts[AUDIT_VERDICT_COUNT];
	const char *error;
	int ret;

	if (audit_run_init(audit, &error) < 0) {
		audit_session_close_shared(audit);
		return cannot_run(error);
	}
	fprintf(stderr, "exchange-audit: works in the mailbox %s and below "
		"it%s\n", audit->scratch, audit->set->keep ?
		", and leaves it" : ", and removes it at the end");
	audit_run(audit, audit_progress, NULL);
	ret = audit_run_cleanup(audit, &error);
	options->report(audit, output);
	if (ret < 0)
		return cannot_run(error);
	audit_report_counts(audit, counts);
	if (audit->stopped != NULL && strcmp(audit->stopped,
					     "interrupted") == 0)
		return cannot_run("interrupted");
	return counts[AUDIT_DIFFERS] > 0 ? EXIT_DIFFERS : EXIT_HOLDS;
}

static int run_outlook(struct audit *audit, const struct audit_options *options,
		       struct ostream *output)
{
	const char *error;
	int ret;

	if (audit_run_init(audit, &error) < 0) {
		audit_session_close_shared(audit);
		return cannot_run(error);
	}
	ret = audit_outlook(audit, options->outlook, output);
	if (audit_run_cleanup(audit, &error) < 0)
		return cannot_run(error);
	return ret == 0 ? EXIT_HOLDS : EXIT_DIFFERS;
}

static int run(struct audit_options *options, struct ostream *output)
{
	struct audit *audit;
	pool_t pool;
	int ret;

	pool = pool_alloconly_create("audit", 16384);
	audit = p_new(pool, struct audit, 1);
	audit->pool = pool;
	audit->set = &options->set;
	audit->scratch = "";
	audit->ioloop = io_loop_create();
	p_array_init(&audit->results, pool, 256);
	lib_signals_init();
	lib_signals_ignore(SIGPIPE, TRUE);
	lib_signals_set_handler(SIGINT, LIBSIG_FLAG_DELAYED, sig_interrupt,
				audit);
	lib_signals_set_handler(SIGTERM, LIBSIG_FLAG_DELAYED, sig_interrupt,
				audit);
	ret = options->outlook != 0 ? run_outlook(audit, options, output) :
		run_rows(audit, options, output);
	lib_signals_deinit();
	io_loop_destroy(&audit->ioloop);
	pool_unref(&pool);
	return ret;
}

int main(int argc, char *argv[])
{
	struct audit_options options;
	struct ostream *output;
	const char *error;
	int ret, status;

	lib_init();
	ret = audit_options_parse(argc, argv, &options, &error);
	if (ret <= 0) {
		status = ret == 0 ? EXIT_HOLDS : cannot_run(error);
		audit_options_free(&options);
		lib_deinit();
		return status;
	}
	output = o_stream_create_fd_file(STDOUT_FILENO, 0, FALSE);
	o_stream_set_no_error_handling(output, TRUE);
	o_stream_cork(output);
	if (options.list) {
		print_list(output, &options.set);
		status = EXIT_HOLDS;
	} else if (options.compare_dir1 != NULL) {
		ret = audit_compare(options.compare_dir1, options.compare_dir2,
				    output, &error);
		status = ret < 0 ? cannot_run(error) :
			(ret > 0 ? EXIT_DIFFERS : EXIT_HOLDS);
	} else
		status = run(&options, output);
	if (o_stream_finish(output) < 0)
		status = cannot_run(o_stream_get_error(output));
	o_stream_destroy(&output);
	compat_audit_ssl_deinit();
	audit_options_free(&options);
	lib_deinit();
	return status;
}
