/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef EXCHANGE_APPEND_H
#define EXCHANGE_APPEND_H

#include "exchange-profile.h"

/* Takes the system flags that are none out of the arguments of an APPEND (2.3),
   which Dovecot reads with a parser of its own that nobody can hook:
     mailbox [(flags)] ["date"] {n}
   A mailbox that is a literal stands in args as {n+} with its octets. Returns
   TRUE if dest holds what is left, FALSE if args can stay as they are. Anything
   that does not look as above stays. */
bool exchange_append_flags(const struct exchange_profile *profile,
			   const unsigned char *args, size_t size,
			   string_t *dest);

#endif
