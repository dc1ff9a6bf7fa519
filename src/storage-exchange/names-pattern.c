/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "imap-match.h"
#include "imap-utf7.h"
#include "names.h"

#include <ctype.h>

/* A pattern is matched against the key of the name, and, if the name has an
   mUTF-7 run that the pattern may cut, against the octets that LIST sends. */
struct exchange_name_pattern {
	/* 8-bit is no mUTF-7 and matches nothing; newer Dovecots panic over
	   patterns that are no UTF-8 either. The rest is NULL then. */
	bool hopeless;
	/* pattern as a key; NULL if it is not valid mUTF-7 */
	struct imap_match_glob *key;
	/* pattern in mUTF-7 with capitals outside of runs */
	struct imap_match_glob *octets;
	/* pattern as it was sent */
	struct imap_match_glob *exact;
};

/* Base64 is case-sensitive, so only what stands outside of runs is folded. A
   wildcard ends a run: what follows it is not known to be inside. */
static const char *mutf7_fold(const char *mutf7)
{
	string_t *str = t_str_new(strlen(mutf7));
	bool run = FALSE;

	for (; *mutf7 != '\0'; mutf7++) {
		if (*mutf7 == '&')
			run = TRUE;
		else if (strchr("-*%", *mutf7) != NULL)
			run = FALSE;
		str_append_c(str, run ? *mutf7 : i_toupper(*mutf7));
	}
	return str_c(str);
}

static bool str_is_ascii(const char *str)
{
	for (; *str != '\0'; str++) {
		if ((unsigned char)*str >= 0x80)
			return FALSE;
	}
	return TRUE;
}

struct exchange_name_pattern *
exchange_name_pattern_init(pool_t pool, const char *pattern, char sep)
{
	struct exchange_name_pattern *pat =
		p_new(pool, struct exchange_name_pattern, 1);
	string_t *utf8 = t_str_new(128);

	pat->hopeless = !str_is_ascii(pattern);
	if (pat->hopeless)
		return pat;
	if (imap_utf7_to_utf8(pattern, utf8) == 0) {
		pat->key = imap_match_init(pool,
			exchange_name_fold(str_c(utf8)), FALSE, sep);
	}
	pat->octets = imap_match_init(pool, mutf7_fold(pattern), FALSE, sep);
	pat->exact = imap_match_init(pool, pattern, FALSE, sep);
	return pat;
}

static bool
pattern_match_octets(struct exchange_name_pattern *pattern, const char *name)
{
	string_t *mutf7 = t_str_new(128);

	if (imap_utf8_to_utf7(name, mutf7) < 0)
		return FALSE;
	return imap_match(pattern->exact, str_c(mutf7)) == IMAP_MATCH_YES ||
		imap_match(pattern->octets, mutf7_fold(str_c(mutf7))) ==
			IMAP_MATCH_YES;
}

/* Returns TRUE if name is something else in mUTF-7. */
static bool name_has_run(const char *name)
{
	return strchr(name, '&') != NULL || !str_is_ascii(name);
}

bool exchange_name_pattern_match(struct exchange_name_pattern *pattern,
				 const char *name)
{
	bool match;

	if (pattern->hopeless)
		return FALSE;
	T_BEGIN {
		match = pattern->key != NULL &&
			imap_match(pattern->key, exchange_name_fold(name)) ==
				IMAP_MATCH_YES;
		if (!match && name_has_run(name))
			match = pattern_match_octets(pattern, name);
	} T_END;
	return match;
}

const char *exchange_name_pattern_widen(const char *pattern, char sep)
{
	string_t *wide = t_str_new(64);

	for (;;) {
		size_t size = strcspn(pattern, (const char []) { sep, '*', '\0' });

		if (pattern[size] == '*') {
			str_append_c(wide, '*');
			return str_c(wide);
		}
		if (size > 0)
			str_append_c(wide, '%');
		if (pattern[size] == '\0')
			return str_c(wide);
		str_append_c(wide, sep);
		pattern += size + 1;
	}
}
