/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUDIT_RUN_H
#define AUDIT_RUN_H

#include "audit.h"

typedef void audit_progress_t(unsigned int done, unsigned int total,
			      const struct audit_row *row, void *context);

/* Looks up the host, logs in once, asks for the separator and makes the scratch
   mailbox. Returns 0, or -1 with a line in error_r when nothing can be run. */
int audit_run_init(struct audit *audit, const char **error_r);
/* Runs the rows that the settings choose into audit->results. */
void audit_run(struct audit *audit, audit_progress_t *progress, void *context);
/* Removes the scratch mailboxes. Returns 0, or -1 with error_r if some are
   left. */
int audit_run_cleanup(struct audit *audit, const char **error_r);

/* TRUE if the settings choose the row. */
bool audit_row_is_chosen(const struct audit_settings *set,
			 const struct audit_row *row);

#endif
