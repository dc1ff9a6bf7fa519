/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "audit-pattern.h"

#include <ctype.h>

/* Between two {*} everything has one length only: {n} takes all digits, and of
   choices the first that fits is taken. So a mismatch has to go back to the
   last {*} alone, and no text of a server makes matching slow. */

enum token {
	TOKEN_OCTET,
	TOKEN_ANY,
	TOKEN_ONE,
	TOKEN_NUMBER,
	TOKEN_8BIT,
	TOKEN_CRLF,
	TOKEN_CHOICE
};

static const struct {
	const char *name;
	enum token token;
} placeholders[] = {
	{ "*", TOKEN_ANY },
	{ "?", TOKEN_ONE },
	{ "n", TOKEN_NUMBER },
	{ "8bit", TOKEN_8BIT },
	{ "crlf", TOKEN_CRLF },
};

/* The token at p; len_r is its length in the pattern. A brace that begins no
   placeholder is an octet. */
static enum token pattern_token(const char *p, size_t *len_r)
{
	const char *end = *p == '{' ? strpbrk(p + 1, "{}") : NULL;
	unsigned int i;
	size_t len;

	*len_r = 1;
	if (end == NULL || *end != '}')
		return TOKEN_OCTET;
	len = end - p - 1;
	for (i = 0; i < N_ELEMENTS(placeholders); i++) {
		if (strlen(placeholders[i].name) == len &&
		    strncmp(p + 1, placeholders[i].name, len) == 0) {
			*len_r = len + 2;
			return placeholders[i].token;
		}
	}
	if (memchr(p + 1, '|', len) == NULL)
		return TOKEN_OCTET;
	*len_r = len + 2;
	return TOKEN_CHOICE;
}

/* Returns TRUE and the length if one of "{a|b}" begins text. */
static bool match_choice(const char *p, const char *text, size_t *len_r)
{
	size_t len;

	do {
		p++;
		len = strcspn(p, "|}");
		if (strncmp(p, text, len) == 0) {
			*len_r = len;
			return TRUE;
		}
		p += len;
	} while (*p == '|');
	return FALSE;
}

static bool
match_token(enum token token, const char *p, const char *text, size_t *len_r)
{
	*len_r = 1;
	switch (token) {
	case TOKEN_OCTET:
		return *p == *text;
	case TOKEN_ONE:
		return *text != '\0';
	case TOKEN_8BIT:
		return (*text & 0x80) != 0;
	case TOKEN_NUMBER:
		*len_r = strspn(text, "0123456789");
		return *len_r > 0;
	case TOKEN_CRLF:
		*len_r = 2;
		return strncmp(text, "\r\n", 2) == 0;
	case TOKEN_CHOICE:
		return match_choice(p, text, len_r);
	case TOKEN_ANY:
		break;
	}
	i_unreached();
}

bool audit_match(const char *pattern, const char *text)
{
	const char *any_pattern = NULL, *any_text = NULL;
	size_t plen, tlen;
	enum token token;

	for (;;) {
		token = pattern_token(pattern, &plen);
		if (token == TOKEN_ANY) {
			pattern += plen;
			if (*pattern == '\0')
				return TRUE;
			any_pattern = pattern;
			any_text = text;
			continue;
		}
		if (*pattern == '\0' && *text == '\0')
			return TRUE;
		if (*pattern != '\0' &&
		    match_token(token, pattern, text, &tlen)) {
			pattern += plen;
			text += tlen;
			continue;
		}
		if (any_text == NULL || *any_text == '\0')
			return FALSE;
		pattern = any_pattern;
		text = ++any_text;
	}
}
