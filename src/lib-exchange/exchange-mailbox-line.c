/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* LIST, LSUB and STATUS: attributes, and how a name is written. */

#include "lib.h"
#include "str.h"
#include "exchange-texts.h"
#include "exchange-untagged.h"

#define WORD(text) text, sizeof(text) - 1

/* Exchange's order (exchange-facts); all that Dovecot has besides is unknown to
   it (V0053). */
static const struct {
	const char *dovecot;
	size_t dovecot_len;
	const char *exchange;
	/* sent only where CAPABILITY has CHILDREN */
	bool children;
} attributes[] = {
	{ WORD("\\Marked"), "\\Marked", FALSE },
	{ WORD("\\Noselect"), "\\Noselect", FALSE },
	/* RFC 5258's name of the same */
	{ WORD("\\NonExistent"), "\\Noselect", FALSE },
	{ WORD("\\HasChildren"), "\\HasChildren", TRUE },
	{ WORD("\\HasNoChildren"), "\\HasNoChildren", TRUE },
};

/* given: the attributes up to their ")". Returns the rows of those among them,
   as bits. */
static unsigned int attributes_given(const char *given)
{
	unsigned int i, rows = 0;
	const char *end;

	for (;; given = end + 1) {
		for (end = given; *end != ' ' && *end != ')' && *end != '\0'; )
			end++;
		for (i = 0; i < N_ELEMENTS(attributes); i++) {
			size_t len = attributes[i].dovecot_len;

			if ((size_t)(end - given) == len &&
			    strncasecmp(given, attributes[i].dovecot, len) == 0)
				rows |= 1U << i;
		}
		if (*end != ' ')
			return rows;
	}
}

static void
attributes_append(const struct exchange_profile *profile, const char *given,
		  string_t *dest)
{
	bool first = TRUE, noselect = FALSE;
	unsigned int i, rows = attributes_given(given);

	for (i = 0; i < N_ELEMENTS(attributes); i++) {
		const char *name = attributes[i].exchange;

		if ((rows & (1U << i)) == 0 ||
		    (attributes[i].children && !profile->children))
			continue;
		if (strcmp(name, "\\Noselect") == 0) {
			if (noselect)
				continue;
			noselect = TRUE;
		}
		if (!first)
			str_append_c(dest, ' ');
		str_append(dest, name);
		first = FALSE;
	}
}

/* Reads the name that text begins with, an atom or a quoted string; rest_r is
   what follows it. Returns NULL if it is neither. */
static const char *name_parse(const char *text, const char **rest_r)
{
	string_t *str;
	const char *end;

	if (*text != '"') {
		end = text + strcspn(text, " ");
		*rest_r = end;
		return end == text || *text == '{' ? NULL :
			t_strdup_until(text, end);
	}
	str = t_str_new(64);
	for (text++; *text != '"'; text++) {
		if (*text == '\\')
			text++;
		if (*text == '\0')
			return NULL;
		str_append_c(str, *text);
	}
	*rest_r = text + 1;
	return str_c(str);
}

static bool
name_is_literal(const struct exchange_profile *profile, const char *name)
{
	return (strchr(name, '\\') != NULL &&
		exchange_has(profile, EXCHANGE_BACKSLASH_LITERAL)) ||
		(strchr(name, '"') != NULL &&
		 exchange_has(profile, EXCHANGE_DQUOTE_LITERAL));
}

/* Appends the name that text begins with and returns what follows it. */
static const char *
name_append(const struct exchange_profile *profile, const char *text,
	    string_t *dest)
{
	const char *rest, *name;
	size_t len = strcspn(text, " \\\"{");

	if (len > 0 && (text[len] == ' ' || text[len] == '\0')) {
		/* an atom, as nearly always */
		str_append_data(dest, text, len);
		return text + len;
	}
	name = name_parse(text, &rest);
	if (name == NULL)
		return text;
	if (name_is_literal(profile, name))
		str_printfa(dest, "{%zu}\r\n%s", strlen(name), name);
	else
		str_append_data(dest, text, rest - text);
	return rest;
}

/* prefix (attributes) "/" name */
static enum exchange_line
list_line(const struct exchange_profile *profile, const char *line,
	  size_t prefix_len, string_t *dest)
{
	const char *list = line + prefix_len, *end = strchr(list, ')');
	const char *name;

	if (end == NULL || end[1] != ' ')
		return EXCHANGE_LINE_KEEP;
	/* the delimiter is "/" or NIL */
	name = strchr(end + 2, ' ');
	if (name == NULL)
		return EXCHANGE_LINE_KEEP;
	name++;
	str_append_data(dest, line, prefix_len);
	if (exchange_has(profile, EXCHANGE_LIST_ATTRIBUTES))
		attributes_append(profile, list, dest);
	else
		str_append_data(dest, list, end - list);
	str_append_data(dest, end, name - end);
	str_append(dest, name_append(profile, name, dest));
	return EXCHANGE_LINE_REPLACE;
}

static enum exchange_line
status_line(const struct exchange_profile *profile, const char *line,
	    string_t *dest)
{
	str_append(dest, "* STATUS ");
	str_append(dest, name_append(profile, line + 9, dest));
	if (exchange_has(profile, EXCHANGE_STATUS_BLANK) &&
	    line[strlen(line) - 1] == ')')
		str_append_c(dest, ' ');
	return EXCHANGE_LINE_REPLACE;
}

enum exchange_line
exchange_mailbox_line(const struct exchange_profile *profile,
		      const char *line, string_t *dest)
{
	if (exchange_begins(line, "* LIST ("))
		return list_line(profile, line, strlen("* LIST ("), dest);
	if (exchange_begins(line, "* LSUB ("))
		return list_line(profile, line, strlen("* LSUB ("), dest);
	if (exchange_begins(line, "* STATUS "))
		return status_line(profile, line, dest);
	return EXCHANGE_LINE_KEEP;
}
