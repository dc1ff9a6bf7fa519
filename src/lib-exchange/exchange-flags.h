/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef EXCHANGE_FLAGS_H
#define EXCHANGE_FLAGS_H

#include "exchange-profile.h"

/* Rewrites a line that Dovecot sends on SELECT, without its CRLF:
     * FLAGS (...)
     * OK [PERMANENTFLAGS (...)] text
   into Exchange's order and wording; in PERMANENTFLAGS only system flags that
   Dovecot permits stay. Returns FALSE if line is something else or the profile
   does not ask for it; dest is then untouched. (E0001, V0005, V0054) */
bool exchange_flags_line(const struct exchange_profile *profile,
			 const char *line, string_t *dest);

/* Rewrites the answer to UID STORE, without its CRLF:
     * 8 FETCH (UID 8 FLAGS (\Seen))
   so that FLAGS come first. Returns FALSE if line is something else or the
   profile does not ask for it; dest is then untouched. */
bool exchange_store_line(const struct exchange_profile *profile,
			 const char *line, string_t *dest);

/* Returns TRUE if a STORE or an APPEND with flag is to ignore it, which looks
   like a system flag and is none (2.3). Else Dovecot takes or refuses it. */
bool exchange_flag_is_ignored(const struct exchange_profile *profile,
			      const char *flag);

#endif
