/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef EXCHANGE_ITEMS_H
#define EXCHANGE_ITEMS_H

#include "exchange-profile.h"

/* The items of STATUS and FETCH and the keys of SEARCH that a profile knows:
   those of RFC 3501, and with no_extensions off those of Dovecot too. */

/* Returns TRUE if profile knows the STATUS item. */
bool exchange_status_item_is_known(const struct exchange_profile *profile,
				   const char *item);

/* Returns TRUE if profile knows the FETCH item or macro; a section and what
   follows it are not looked at. */
bool exchange_fetch_item_is_known(const struct exchange_profile *profile,
				  const char *item);

/* Returns TRUE if profile knows the search key, or it may be a set of messages.
   args_r is how many arguments it takes besides other keys. */
bool exchange_search_key_is_known(const struct exchange_profile *profile,
				  const char *key, unsigned int *args_r);

#endif
