/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUDIT_COMPARE_H
#define AUDIT_COMPARE_H

struct ostream;

/* Shows side by side the rows that two recorded servers answered differently.
   Tags, UIDs, dates, names of the scratch mailbox and the like are masked
   before. Returns 0 if there are none, 1 if there are, -1 with error_r. */
int audit_compare(const char *dir1, const char *dir2, struct ostream *output,
		  const char **error_r);
/* A transcript line with everything masked that differs from run to run;
   data stack. */
const char *audit_compare_mask(const char *line);

#endif
