/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "ioloop.h"
#include "audit-progress.h"
#include "audit-rows.h"

#include <stdio.h>
#include <unistd.h>

#define BAR_WIDTH 30
/* a slow row is worth so many others */
#define SLOW_TEXT " (slow: up to 30 minutes)"

static time_t progress_start;

static void progress_bar(unsigned int done, unsigned int total,
			 const struct audit_row *row)
{
	unsigned int i, filled = total == 0 ? 0 : done * BAR_WIDTH / total;
	time_t spent = ioloop_time - progress_start;
	time_t left = done <= 1 ? 0 : spent * (total - done) / (done - 1);

	fputs("\r\033[K", stderr);
	if (row == NULL)
		return;
	fputc('[', stderr);
	for (i = 0; i < BAR_WIDTH; i++)
		fputc(i < filled ? '#' : '.', stderr);
	fprintf(stderr, "] %u/%u %02u:%02u left  %s%s", done, total,
		(unsigned int)(left / 60), (unsigned int)(left % 60), row->id,
		(row->flags & AUDIT_ROW_SLOW) != 0 ? SLOW_TEXT : "");
	fflush(stderr);
}

void audit_progress(unsigned int done, unsigned int total,
		    const struct audit_row *row, void *context ATTR_UNUSED)
{
	if (progress_start == 0)
		progress_start = ioloop_time;
	if (isatty(STDERR_FILENO) == 1)
		progress_bar(done, total, row);
	else if (row != NULL && (row->flags & AUDIT_ROW_SLOW) != 0)
		fprintf(stderr, "exchange-audit: row %u of %u, %s%s\n", done,
			total, row->id, SLOW_TEXT);
}
