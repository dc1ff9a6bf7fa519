/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef EXCHANGE_TEXTS_H
#define EXCHANGE_TEXTS_H

#include "exchange-profile.h"

/* Returns the text of the greeting. custom is exchange_banner or empty;
   hostname is what 2003 names. */
const char *exchange_greeting(const struct exchange_profile *profile,
			      const char *custom, const char *hostname);

/* Returns the text of LOGOUT's untagged BYE, after "* BYE ". */
const char *exchange_logout_bye(const struct exchange_profile *profile);

/* Returns what Exchange puts where Dovecot has data after the tag ("OK [X]
   text"), for the command cmd_name ("UID FETCH"; NULL if none could be read).
   data itself where nothing differs. */
const char *exchange_tagged(const struct exchange_profile *profile,
			    const char *cmd_name, const char *data);

#endif
