/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUDIT_REPORT_H
#define AUDIT_REPORT_H

#include "audit.h"

/* Writes the results of a run to standard output. */
typedef void audit_report_t(struct audit *audit, struct ostream *output);

audit_report_t audit_report_table;
audit_report_t audit_report_tap;
audit_report_t audit_report_json;
audit_report_t audit_report_markdown;
audit_report_t audit_report_html;

/* NULL if there is no such format. */
audit_report_t *audit_report_find(const char *name);

void audit_report_counts(const struct audit *audit,
			 unsigned int counts_r[AUDIT_VERDICT_COUNT]);
/* "120 hold, 9 differ, 37 not observable, 27 skipped" */
const char *audit_report_summary(const struct audit *audit);
/* Text between quotes of JSON; everything else is ASCII. */
void audit_json_append(string_t *str, const char *text);
void audit_html_append(string_t *str, const char *text);

#endif
