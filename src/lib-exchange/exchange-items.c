/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "exchange-items.h"

#include <ctype.h>

static const char *const status_items[] = {
	"MESSAGES", "RECENT", "UIDNEXT", "UIDVALIDITY", "UNSEEN", NULL
};
static const char *const dovecot_status_items[] = {
	"DELETED", "HIGHESTMODSEQ", "SIZE", "X-SIZE", "X-GUID", NULL
};

static const char *const fetch_items[] = {
	"ALL", "FAST", "FULL", "BODY", "BODY.PEEK", "BODYSTRUCTURE",
	"ENVELOPE", "FLAGS", "INTERNALDATE", "RFC822", "RFC822.HEADER",
	"RFC822.SIZE", "RFC822.TEXT", "UID", NULL
};
/* RFC 1730; see outlook_peek */
static const char *const peek_items[] = {
	"RFC822.PEEK", "RFC822.HEADER.PEEK", "RFC822.TEXT.PEEK", NULL
};
static const char *const dovecot_fetch_items[] = {
	"BINARY", "BINARY.PEEK", "BINARY.SIZE", "EMAILID", "MODSEQ", "PREVIEW",
	"SAVEDATE", "SNIPPET", "THREADID", "X-GUID", "X-MAILBOX",
	"X-REAL-UID", "X-SAVEDATE", NULL
};

static const struct {
	const char *key;
	unsigned int args;
} search_keys[] = {
	{ "ALL", 0 }, { "ANSWERED", 0 }, { "BCC", 1 }, { "BEFORE", 1 },
	{ "BODY", 1 }, { "CC", 1 }, { "DELETED", 0 }, { "DRAFT", 0 },
	{ "FLAGGED", 0 }, { "FROM", 1 }, { "HEADER", 2 }, { "KEYWORD", 1 },
	{ "LARGER", 1 }, { "NEW", 0 }, { "NOT", 0 }, { "OLD", 0 }, { "ON", 1 },
	{ "OR", 0 }, { "RECENT", 0 }, { "SEEN", 0 }, { "SENTBEFORE", 1 },
	{ "SENTON", 1 }, { "SENTSINCE", 1 }, { "SINCE", 1 }, { "SMALLER", 1 },
	{ "SUBJECT", 1 }, { "TEXT", 1 }, { "TO", 1 }, { "UID", 1 },
	{ "UNANSWERED", 0 }, { "UNDELETED", 0 }, { "UNDRAFT", 0 },
	{ "UNFLAGGED", 0 }, { "UNKEYWORD", 1 }, { "UNSEEN", 0 },
};

bool exchange_status_item_is_known(const struct exchange_profile *profile,
				   const char *item)
{
	return str_array_icase_find(status_items, item) ||
		(!exchange_has(profile, EXCHANGE_NO_EXTENSIONS) &&
		 str_array_icase_find(dovecot_status_items, item));
}

bool exchange_fetch_item_is_known(const struct exchange_profile *profile,
				  const char *item)
{
	item = t_strcut(item, '[');
	if (str_array_icase_find(fetch_items, item))
		return TRUE;
	if (exchange_has(profile, EXCHANGE_OUTLOOK_PEEK) &&
	    str_array_icase_find(peek_items, item))
		return TRUE;
	return !exchange_has(profile, EXCHANGE_NO_EXTENSIONS) &&
		str_array_icase_find(dovecot_fetch_items, item);
}

bool exchange_search_key_is_known(const struct exchange_profile *profile,
				  const char *key, unsigned int *args_r)
{
	unsigned int i;

	*args_r = 0;
	for (i = 0; i < N_ELEMENTS(search_keys); i++) {
		if (strcasecmp(search_keys[i].key, key) == 0) {
			*args_r = search_keys[i].args;
			return TRUE;
		}
	}
	/* RFC 5182 has $ as a set too */
	return i_isdigit(*key) || *key == '*' ||
		!exchange_has(profile, EXCHANGE_NO_EXTENSIONS);
}
