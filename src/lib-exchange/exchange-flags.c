/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "exchange-flags.h"

#include <ctype.h>

#define FLAGS_PREFIX "* FLAGS ("
#define PERMANENT_PREFIX "* OK [PERMANENTFLAGS ("

#define KEYWORD_MDNSENT "$MDNSent"

/* Exchange's order; Dovecot begins with \Answered. */
static const char *const system_flags[] = {
	"\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft", NULL
};

static void flag_append(string_t *dest, const char *flag)
{
	if (str_data(dest)[str_len(dest) - 1] != '(')
		str_append_c(dest, ' ');
	str_append(dest, flag);
}

static void
system_flags_append(const struct exchange_profile *profile,
		    const char *const *flags, string_t *dest)
{
	const char *const *order =
		exchange_has(profile, EXCHANGE_FLAGS_ORDER) ?
		system_flags : flags;

	for (; *order != NULL; order++) {
		if (str_array_icase_find(flags, *order) &&
		    str_array_icase_find(system_flags, *order))
			flag_append(dest, *order);
	}
}

static void
keywords_append(const struct exchange_profile *profile,
		const char *const *flags, bool mdnsent, string_t *dest)
{
	if (mdnsent)
		flag_append(dest, KEYWORD_MDNSENT);
	if (exchange_has(profile, EXCHANGE_NO_CLIENT_KEYWORDS))
		return;
	for (; *flags != NULL; flags++) {
		if (str_array_icase_find(system_flags, *flags))
			continue;
		if (!mdnsent || strcasecmp(*flags, KEYWORD_MDNSENT) != 0)
			flag_append(dest, *flags);
	}
}

/* list begins after "("; the rest of the line is returned in rest_r */
static bool
flags_split(const char *list, const char *const **flags_r, const char **rest_r)
{
	const char *end = strchr(list, ')');

	if (end == NULL)
		return FALSE;
	*flags_r = t_strsplit_spaces(t_strdup_until(list, end), " ");
	*rest_r = end;
	return TRUE;
}

static bool
permanent_line(const struct exchange_profile *profile, const char *line,
	       string_t *dest)
{
	const char *const *flags, *rest;
	bool keywords;

	if (!flags_split(line + strlen(PERMANENT_PREFIX), &flags, &rest))
		return FALSE;
	/* In a mailbox where Dovecot lets no keyword be stored (EXAMINE, no
	   write right) $MDNSent is not permanent either. */
	keywords = str_array_find(flags, "\\*") ||
		str_array_icase_find(flags, KEYWORD_MDNSENT);
	str_append(dest, PERMANENT_PREFIX);
	system_flags_append(profile, flags, dest);
	keywords_append(profile, flags, keywords &&
			exchange_has(profile, EXCHANGE_MDNSENT_KEYWORD), dest);
	if (exchange_has(profile, EXCHANGE_FLAGS_ORDER))
		str_append(dest, ")] Permanent flags");
	else
		str_append(dest, rest);
	return TRUE;
}

bool exchange_flags_line(const struct exchange_profile *profile,
			 const char *line, string_t *dest)
{
	const char *const *flags, *rest;

	if (strncmp(line, PERMANENT_PREFIX, strlen(PERMANENT_PREFIX)) == 0)
		return permanent_line(profile, line, dest);
	if (strncmp(line, FLAGS_PREFIX, strlen(FLAGS_PREFIX)) != 0 ||
	    !flags_split(line + strlen(FLAGS_PREFIX), &flags, &rest))
		return FALSE;
	str_append(dest, FLAGS_PREFIX);
	system_flags_append(profile, flags, dest);
	keywords_append(profile, flags,
			exchange_has(profile, EXCHANGE_MDNSENT_KEYWORD), dest);
	str_append(dest, rest);
	return TRUE;
}

bool exchange_store_line(const struct exchange_profile *profile,
			 const char *line, string_t *dest)
{
	const char *uid, *flags;
	size_t len = strlen(line);

	if (len < 3 || !i_isdigit(line[2]))
		return FALSE;
	uid = strstr(line, " FETCH (UID ");
	if (uid == NULL || line[len - 1] != ')' ||
	    !exchange_has(profile, EXCHANGE_STORE_FLAGS_FIRST))
		return FALSE;
	uid = strchr(uid, '(') + 1;
	flags = strstr(uid, " FLAGS (");
	if (flags == NULL)
		return FALSE;
	str_append_data(dest, line, uid - line);
	str_append_data(dest, flags + 1, line + len - 1 - (flags + 1));
	str_append_c(dest, ' ');
	str_append_data(dest, uid, flags - uid);
	str_append_c(dest, ')');
	return TRUE;
}

bool exchange_flag_is_ignored(const struct exchange_profile *profile,
			      const char *flag)
{
	/* \Recent is nobody's to set */
	return *flag == '\\' && !str_array_icase_find(system_flags, flag) &&
		exchange_has(profile, EXCHANGE_IGNORE_INVALID) &&
		!exchange_has(profile, EXCHANGE_REFUSE_INVALID_FLAGS);
}
