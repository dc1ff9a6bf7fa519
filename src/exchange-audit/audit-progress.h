/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUDIT_PROGRESS_H
#define AUDIT_PROGRESS_H

struct audit_row;

/* On a terminal a bar with the time left, on standard error; otherwise a line
   before each slow row. row is NULL at the end. */
void audit_progress(unsigned int done, unsigned int total,
		    const struct audit_row *row, void *context);

#endif
