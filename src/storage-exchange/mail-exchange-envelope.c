/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* ENVELOPE: (date subject from sender reply-to to cc bcc in-reply-to
   message-id). V0057: what is there but empty is NIL, as if it were not. */

#include "lib.h"
#include "str.h"
#include "strnum.h"
#include "mail-exchange-private.h"

#include <ctype.h>

#define ENVELOPE_ITEMS 10

/* date, subject, in-reply-to, message-id */
static bool item_may_be_empty(unsigned int item)
{
	return item == 0 || item == 1 || item == 8 || item == 9;
}

/* Returns what follows "..." */
static const char *quoted_skip(const char *p)
{
	for (p++; *p != '\0' && *p != '"'; p++) {
		if (*p == '\\' && p[1] != '\0')
			p++;
	}
	return *p == '"' ? p + 1 : p;
}

/* Returns what follows {n} CRLF and n octets. */
static const char *literal_skip(const char *p)
{
	const char *data = strchr(p, '\n');
	uintmax_t size;

	if (str_parse_uintmax(p + 1, &size, NULL) < 0 || data == NULL)
		return p + strlen(p);
	return data + 1 + I_MIN(size, strlen(data + 1));
}

static const char *item_skip(const char *p)
{
	unsigned int depth = 0;

	do {
		if (*p == '"')
			p = quoted_skip(p);
		else if (*p == '{')
			p = literal_skip(p);
		else {
			if (*p == '(')
				depth++;
			else if (*p == ')' && depth > 0)
				depth--;
			else if (*p == '\0' || (*p == ' ' && depth == 0))
				break;
			p++;
		}
	} while (*p != '\0' && (depth > 0 || *p != ' '));
	return p;
}

static bool item_is_blank(const char *item, const char *end)
{
	if (*item == '"')
		item++;
	else if (*item == '{') {
		item = strchr(item, '\n');
		if (item == NULL || item >= end)
			return FALSE;
		item++;
	} else {
		return FALSE;
	}
	while (item < end && (*item == ' ' || *item == '\t' || *item == '"' ||
			      *item == '\r' || *item == '\n'))
		item++;
	return item == end;
}

const char *mail_exchange_envelope_nil(const char *envelope)
{
	string_t *dest = t_str_new(256);
	const char *p = envelope, *end;
	unsigned int item;

	for (item = 0; item < ENVELOPE_ITEMS && *p != '\0'; item++) {
		end = item_skip(p);
		if (item_may_be_empty(item) && item_is_blank(p, end))
			str_append(dest, "NIL");
		else
			str_append_data(dest, p, end - p);
		p = end;
		if (*p == ' ')
			str_append_c(dest, *p++);
	}
	str_append(dest, p);
	return str_c(dest);
}

bool mail_exchange_has_blanks(const char *text)
{
	const char *p = text, *end;

	while (*p != '\0') {
		if (*p != '"' && *p != '{') {
			p++;
			continue;
		}
		end = *p == '"' ? quoted_skip(p) : literal_skip(p);
		if (item_is_blank(p, end))
			return TRUE;
		p = end;
	}
	return FALSE;
}
