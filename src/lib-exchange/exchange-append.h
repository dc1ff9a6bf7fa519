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

/* Returns TRUE if the arguments look as above, as in RFC 3501. What else Dovecot
   would take is an extension: literal8 ("~{n}", RFC 3516), CATENATE (RFC 4469),
   UTF8 (RFC 6855). For an argument out of place it asks for nothing, says
   nothing and takes the next line for the message. */
bool exchange_append_is_plain(const unsigned char *args, size_t size);

#endif
