/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUDIT_PATTERN_H
#define AUDIT_PATTERN_H

/* Patterns for server lines. Everything stands for itself but
     {*}     any octets            {?}     one octet
     {n}     a number              {8bit}  an octet of 0x80 or more
     {crlf}  CRLF inside a response (after a literal's {n})
     {a|b}   one of the texts, which hold no braces
   Letters match as they are written. */
struct audit_pattern;

struct audit_pattern *audit_pattern_compile(const char *pattern);
void audit_pattern_free(struct audit_pattern **pattern);
bool audit_pattern_match(const struct audit_pattern *pattern,
			 const char *text);

/* Compiles, matches and frees. */
bool audit_match(const char *pattern, const char *text);

#endif
