/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUDIT_PATTERN_H
#define AUDIT_PATTERN_H

/* Patterns for server lines. Everything stands for itself but
     {*}     any octets            {?}     one octet
     {n}     a number              {8bit}  an octet of 0x80 or more
     {crlf}  CRLF inside a response (after a literal's {n})
     {a|b}   the first of the texts that fits; they hold no braces
   Letters match as they are written. */
bool audit_match(const char *pattern, const char *text);

#endif
