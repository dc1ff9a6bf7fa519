/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef WIRE_REPLY_SCAN_H
#define WIRE_REPLY_SCAN_H

/* Where a stream of IMAP replies stands between two octets. */
enum wire_reply_state {
	/* at the beginning of a line, or in one not yet known to be data */
	WIRE_REPLY_WORDS,
	/* in a line that is data: passes; a literal may follow its end */
	WIRE_REPLY_DATA,
	/* in a line of words that is too long to be shown: passes; what looks
	   like a literal at its end is none */
	WIRE_REPLY_TEXT,
	/* no replies any more: everything passes */
	WIRE_REPLY_PASS_ALL,
	/* in the octets of a literal */
	WIRE_REPLY_LITERAL,
};

/* "* 4294967295 " with room to spare; "~{18446744073709551615}" CR LF */
#define WIRE_REPLY_TAIL_SIZE 32

struct wire_reply_scan {
	enum wire_reply_state state;
	/* octets of the literal still to come */
	uoff_t literal_left;
	/* last octets of a data line, to find {n} at its end */
	unsigned char tail[WIRE_REPLY_TAIL_SIZE];
	size_t tail_len;
};

/* Returns TRUE if a line that begins so is data and passes untouched, FALSE if
   it may be words. Sets known_r to FALSE if more octets are needed to tell. */
static inline bool
wire_reply_is_data(const unsigned char *line, size_t size, bool *known_r)
{
	*known_r = TRUE;
	if (size > 0 && line[0] != '*')
		return FALSE;
	if (size > 1 && line[1] != ' ')
		return FALSE;
	if (size > 2)
		return line[2] >= '0' && line[2] <= '9';
	*known_r = FALSE;
	return FALSE;
}

/* Returns TRUE if an untagged reply that begins so and was held as words may end
   in a literal ("* LIST ... {5}"), as opposed to free text that looks like it. */
bool wire_reply_may_have_literal(const unsigned char *line, size_t size);

/* Passes over size octets of a data line or a literal, as many as belong to
   it; scan->state must not be WIRE_REPLY_WORDS. Returns how many, at least
   one; the state after them is in scan. */
size_t wire_reply_scan_data(struct wire_reply_scan *scan,
			    const unsigned char *data, size_t size);

/* line, or the end of it, ends with LF. Returns TRUE if all of "{n}" stands
   before that: what comes next is the literal, and the state says so. */
bool wire_reply_scan_literal(struct wire_reply_scan *scan,
			     const unsigned char *line, size_t size);

/* A line has ended: what comes next, a literal or a line? */
void wire_reply_scan_line_end(struct wire_reply_scan *scan,
			      const unsigned char *line, size_t size);

#endif
