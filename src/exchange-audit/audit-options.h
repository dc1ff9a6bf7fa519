/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUDIT_OPTIONS_H
#define AUDIT_OPTIONS_H

#include "audit.h"
#include "audit-report.h"

struct audit_options {
	pool_t pool;
	struct audit_settings set;
	audit_report_t *report;
	bool list;
	/* --tls, --starttls or --clear was given */
	bool security_set;
	/* 2007 or 2010; 0 = no */
	unsigned int outlook;
	const char *compare_dir1, *compare_dir2;
};

/* Returns 1 if there is something to run, 0 if all is done (--help), or -1 with
   error_r. Passwords come from files, the environment or a prompt, never from
   the command line, where everyone could read them. */
int audit_options_parse(int argc, char *argv[],
			struct audit_options *options_r, const char **error_r);
/* audit-passwords.c: the first line of a file; from the environment or a prompt
   what no file has brought. Return 0, or -1 with error_r. */
int audit_password_read(pool_t pool, const char *path, const char **password_r,
			const char **error_r);
int audit_passwords_get(struct audit_options *options, const char **error_r);
/* Wipes the passwords. */
void audit_options_free(struct audit_options *options);

#endif
