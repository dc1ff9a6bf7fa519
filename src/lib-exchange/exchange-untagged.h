/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef EXCHANGE_UNTAGGED_H
#define EXCHANGE_UNTAGGED_H

#include "exchange-profile.h"

enum exchange_line {
	/* send the line as it is */
	EXCHANGE_LINE_KEEP,
	/* send what was appended to dest instead */
	EXCHANGE_LINE_REPLACE,
	/* send nothing */
	EXCHANGE_LINE_DROP,
};

/* Decides about a line without its CRLF that Dovecot sends after the login:
   status responses, "+ text", LIST, LSUB and STATUS. dest is appended to only
   if EXCHANGE_LINE_REPLACE is returned; it may then hold several lines, without
   the last CRLF. */
enum exchange_line
exchange_untagged_line(const struct exchange_profile *profile,
		       const char *line, string_t *dest);

/* The same for "* LIST (attributes) "/" name", LSUB and STATUS alone. */
enum exchange_line
exchange_mailbox_line(const struct exchange_profile *profile,
		      const char *line, string_t *dest);

/* Returns the BYE line without CRLF for what Dovecot says after "* BYE ". */
const char *exchange_bye(const struct exchange_profile *profile,
			 const char *text);

/* Returns what Exchange sends where Dovecot has "+ text", without CRLF, NULL if
   that is nothing known. */
const char *exchange_continuation(const struct exchange_profile *profile,
				  const char *line);

#endif
