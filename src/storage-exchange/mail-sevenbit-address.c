/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Address lists: "Jörg (Büro)" <j@example.com>, Grüße: a@example.com;
   Display names and comments become encoded words. An 8-bit address has no
   7-bit form (RFC 6532): its octets become "?". */

#include "lib.h"
#include "str.h"
#include "mail-sevenbit-private.h"

#define LINE_LEN_UNKNOWN 20

struct address_scan {
	string_t *dest;
	/* the words since the last delimiter: as they stand, and what they
	   mean without quotes */
	string_t *raw, *text;
	bool quoted;
};

static bool text_is_clean(const char *text)
{
	return mail_sevenbit_data_is_clean((const unsigned char *)text,
					   strlen(text));
}

static void masked_append(string_t *dest, const char *text)
{
	char *copy = t_strdup_noconst(text);

	mail_sevenbit_mask((unsigned char *)copy, strlen(copy));
	str_append(dest, copy);
}

static const char *text_trim(const char *text, bool *before_r, bool *after_r)
{
	size_t len;

	*before_r = *text == ' ' || *text == '\t';
	text += strspn(text, " \t");
	len = strlen(text);
	*after_r = len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t');
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		len--;
	return t_strndup(text, len);
}

/* The words are over: a delimiter or the end follows. */
static void phrase_flush(struct address_scan *scan)
{
	const char *text;
	bool before, after;

	if (text_is_clean(str_c(scan->raw))) {
		str_append_str(scan->dest, scan->raw);
	} else if (!scan->quoted && strchr(str_c(scan->raw), '@') != NULL) {
		masked_append(scan->dest, str_c(scan->raw));
	} else {
		text = text_trim(str_c(scan->text), &before, &after);
		if (before)
			str_append_c(scan->dest, ' ');
		mail_sevenbit_append_words(scan->dest, text, LINE_LEN_UNKNOWN);
		if (after)
			str_append_c(scan->dest, ' ');
	}
	str_truncate(scan->raw, 0);
	str_truncate(scan->text, 0);
	scan->quoted = FALSE;
}

/* Returns what follows the quoted string that begins at p. */
static const char *quoted_string(struct address_scan *scan, const char *p)
{
	scan->quoted = TRUE;
	str_append_c(scan->raw, *p++);
	for (; *p != '\0' && *p != '"'; p++) {
		if (*p == '\\' && p[1] != '\0')
			str_append_c(scan->raw, *p++);
		str_append_c(scan->raw, *p);
		str_append_c(scan->text, *p);
	}
	/* a quote that is not closed ends with the field */
	str_append_c(scan->raw, '"');
	return *p == '"' ? p + 1 : p;
}

/* Returns what follows the comment that begins at p; comments nest. */
static const char *comment(struct address_scan *scan, const char *p)
{
	const char *start = p + 1;
	unsigned int depth = 0;
	const char *text;

	for (; *p != '\0'; p++) {
		if (*p == '\\' && p[1] != '\0')
			p++;
		else if (*p == '(')
			depth++;
		else if (*p == ')' && --depth == 0)
			break;
	}
	text = t_strdup_until(start, p);
	str_append_c(scan->dest, '(');
	if (text_is_clean(text))
		str_append(scan->dest, text);
	else
		mail_sevenbit_append_words(scan->dest, text, LINE_LEN_UNKNOWN);
	str_append_c(scan->dest, ')');
	return *p == ')' ? p + 1 : p;
}

/* Returns what follows the <address> that begins at p. */
static const char *angle_address(struct address_scan *scan, const char *p)
{
	size_t len = strcspn(p, ">");

	if (p[len] == '>')
		len++;
	masked_append(scan->dest, t_strndup(p, len));
	return p + len;
}

static const char *address_next(struct address_scan *scan, const char *p)
{
	switch (*p) {
	case '"':
		return quoted_string(scan, p);
	case '(':
		phrase_flush(scan);
		return comment(scan, p);
	case '<':
		phrase_flush(scan);
		return angle_address(scan, p);
	case ',':
		phrase_flush(scan);
		/* a list of many names would be one long line */
		str_append(scan->dest, ",\r\n\t");
		return p + 1 + strspn(p + 1, " \t");
	case ':':
	case ';':
		phrase_flush(scan);
		str_append_c(scan->dest, *p);
		return p + 1;
	default:
		str_append_c(scan->raw, *p);
		str_append_c(scan->text, *p);
		return p + 1;
	}
}

void mail_sevenbit_addresses_append(string_t *dest, const char *value)
{
	struct address_scan scan;

	i_zero(&scan);
	scan.dest = dest;
	scan.raw = t_str_new(128);
	scan.text = t_str_new(128);
	while (*value != '\0')
		value = address_next(&scan, value);
	phrase_flush(&scan);
}
