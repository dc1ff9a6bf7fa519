/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "strnum.h"
#include "wire-reply-scan.h"

#include <ctype.h>

/* Untagged replies whose arguments can be literals and that are held as words.
   FETCH begins with a number. */
static const char *const literal_replies[] = {
	"LIST", "LSUB", "XLIST", "STATUS", "NAMESPACE", "QUOTA", "QUOTAROOT",
	"ACL", "MYRIGHTS", "LISTRIGHTS", "METADATA", "ID", "GENURLAUTH",
	"URLFETCH", "THREAD", "SORT", NULL
};

bool wire_reply_may_have_literal(const unsigned char *line, size_t size)
{
	const char *begin;
	size_t i, len;

	if (size < 2 || memcmp(line, "* ", 2) != 0)
		return FALSE;
	begin = (const char *)line + 2;
	size -= 2;
	for (i = 0; literal_replies[i] != NULL; i++) {
		len = strlen(literal_replies[i]);
		if (size > len && begin[len] == ' ' &&
		    strncasecmp(begin, literal_replies[i], len) == 0)
			return TRUE;
	}
	return FALSE;
}

static void tail_add(struct wire_reply_scan *scan, const unsigned char *data,
		     size_t size)
{
	size_t keep;

	if (size >= WIRE_REPLY_TAIL_SIZE) {
		memcpy(scan->tail, data + size - WIRE_REPLY_TAIL_SIZE,
		       WIRE_REPLY_TAIL_SIZE);
		scan->tail_len = WIRE_REPLY_TAIL_SIZE;
		return;
	}
	keep = I_MIN(scan->tail_len, WIRE_REPLY_TAIL_SIZE - size);
	if (keep > 0)
		memmove(scan->tail, scan->tail + scan->tail_len - keep, keep);
	memcpy(scan->tail + keep, data, size);
	scan->tail_len = keep + size;
}

/* data ends with LF. Returns TRUE if no "{n}" can be in front of it, as nearly
   always; what came before data need not be known for that. */
static bool line_has_no_literal(const unsigned char *data, size_t size)
{
	return size > 2 &&
		(data[size - 2] == '\r' ? data[size - 3] : data[size - 2]) != '}';
}

/* line ends with "{n}" CRLF or "{n}" LF */
static bool
literal_size(const unsigned char *line, size_t size, uoff_t *size_r)
{
	size_t end = size, start;
	const char *rest;

	if (end > 0 && line[end - 1] == '\n')
		end--;
	if (end > 0 && line[end - 1] == '\r')
		end--;
	if (end < 3 || line[end - 1] != '}')
		return FALSE;
	start = --end;
	while (start > 0 && i_isdigit(line[start - 1]))
		start--;
	if (start == 0 || start == end || line[start - 1] != '{')
		return FALSE;
	/* stops at the brace */
	return str_parse_uoff((const char *)line + start, size_r, &rest) == 0;
}

bool wire_reply_scan_literal(struct wire_reply_scan *scan,
			     const unsigned char *line, size_t size)
{
	uoff_t literal;

	if (!literal_size(line, size, &literal))
		return FALSE;
	scan->tail_len = 0;
	scan->literal_left = literal;
	/* after an empty literal the same reply goes on */
	scan->state = literal == 0 ? WIRE_REPLY_DATA : WIRE_REPLY_LITERAL;
	return TRUE;
}

void wire_reply_scan_line_end(struct wire_reply_scan *scan,
			      const unsigned char *line, size_t size)
{
	if (wire_reply_scan_literal(scan, line, size))
		return;
	scan->tail_len = 0;
	scan->state = WIRE_REPLY_WORDS;
}

size_t wire_reply_scan_data(struct wire_reply_scan *scan,
			    const unsigned char *data, size_t size)
{
	const unsigned char *lf;

	if (scan->state == WIRE_REPLY_LITERAL) {
		if (size > scan->literal_left)
			size = scan->literal_left;
		scan->literal_left -= size;
		/* after a literal the same reply goes on */
		if (scan->literal_left == 0)
			scan->state = WIRE_REPLY_DATA;
		return size;
	}
	i_assert(scan->state != WIRE_REPLY_WORDS);
	if (scan->state == WIRE_REPLY_PASS_ALL)
		return size;
	lf = memchr(data, '\n', size);
	if (lf != NULL)
		size = lf - data + 1;
	if (scan->state == WIRE_REPLY_TEXT) {
		if (lf != NULL)
			scan->state = WIRE_REPLY_WORDS;
		return size;
	}
	if (lf != NULL && line_has_no_literal(data, size)) {
		scan->tail_len = 0;
		scan->state = WIRE_REPLY_WORDS;
		return size;
	}
	tail_add(scan, data, size);
	if (lf != NULL)
		wire_reply_scan_line_end(scan, scan->tail, scan->tail_len);
	return size;
}
