/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef MAIL_SEVENBIT_PRIVATE_H
#define MAIL_SEVENBIT_PRIVATE_H

#include "mail-sevenbit.h"

/* Returns data as UTF-8: it is that, or it is taken for ISO-8859-1. NULs become
   "?". Allocated from the data stack. */
const char *mail_sevenbit_to_utf8(const unsigned char *data, size_t size);

/* Appends text as RFC 2047 encoded words that can stand in a phrase. */
void mail_sevenbit_append_words(string_t *dest, const char *utf8,
				size_t first_line_len);

/* Append the value of an address list and of a field with parameters. value is
   UTF-8 on one line; latin1: every character above 127 was one octet. */
void mail_sevenbit_addresses_append(string_t *dest, const char *value);
void mail_sevenbit_parameters_append(string_t *dest, const char *value,
				     bool latin1);

#endif
