/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef EXCHANGE_TEXTS_H
#define EXCHANGE_TEXTS_H

#include "exchange-profile.h"

/* Returns TRUE if text begins with prefix. (Dovecot's function of the kind has
   other arguments in each version.) */
static inline bool exchange_begins(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Returns the text of the greeting. custom is exchange_banner or empty;
   hostname is what 2003 names. */
const char *exchange_greeting(const struct exchange_profile *profile,
			      const char *custom, const char *hostname);

/* Returns "* ID (...)". Allocated from the data stack. */
const char *exchange_id(const struct exchange_profile *profile);

/* Returns the text of LOGOUT's untagged BYE, after "* BYE ". */
const char *exchange_logout_bye(const struct exchange_profile *profile);

/* Returns what Exchange puts where Dovecot has data after the tag ("OK [X]
   text"), for the command cmd_name ("UID FETCH"; NULL if none could be read):
   "<COMMAND> completed." for OK; for NO and BAD the same text in 7-bit form and
   without a response code that Exchange lacks (V0048). Failures that have a row
   of their own are in exchange-failure.h. */
const char *exchange_tagged(const struct exchange_profile *profile,
			    const char *cmd_name, const char *data);

#endif
