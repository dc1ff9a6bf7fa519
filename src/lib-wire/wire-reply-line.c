/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Lines of words: kept until they are complete, then shown. */

#include "lib.h"
#include "str.h"
#include "wire-reply-private.h"

/* What there is of the line passes, and so does the rest of it. */
static void
line_pass(struct wire_reply_ostream *wstream, enum wire_reply_state state)
{
	buffer_append_buf(wstream->pending, wstream->line, 0, SIZE_MAX);
	wstream->scan.state = state;
	(void)wire_reply_scan_data(&wstream->scan, wstream->line->data,
				   wstream->line->used);
	buffer_set_used_size(wstream->line, 0);
}

static void line_replace(struct wire_reply_ostream *wstream, const char *line)
{
	string_t *dest = t_str_new(256);

	switch (wstream->callback(line, dest, wstream->context)) {
	case WIRE_REPLY_KEEP:
		buffer_append_buf(wstream->pending, wstream->line, 0, SIZE_MAX);
		break;
	case WIRE_REPLY_REPLACE:
		buffer_append(wstream->pending, str_data(dest), str_len(dest));
		buffer_append(wstream->pending, "\r\n", 2);
		break;
	case WIRE_REPLY_DROP:
		break;
	}
}

static bool line_may_have_literal(const struct wire_reply_ostream *wstream)
{
	return wire_reply_may_have_literal(wstream->line->data,
					   wstream->line->used);
}

static void line_finish(struct wire_reply_ostream *wstream)
{
	const unsigned char *data = wstream->line->data;
	size_t len = wstream->line->used;

	i_assert(len > 0 && data[len - 1] == '\n');
	len--;
	if (len > 0 && data[len - 1] == '\r')
		len--;
	if (line_may_have_literal(wstream)) {
		wire_reply_scan_line_end(&wstream->scan, data,
					 wstream->line->used);
	}
	if (memchr(data, '\0', len) != NULL) {
		buffer_append_buf(wstream->pending, wstream->line, 0, SIZE_MAX);
	} else T_BEGIN {
		line_replace(wstream, t_strndup(data, len));
	} T_END;
	buffer_set_used_size(wstream->line, 0);
}

size_t wire_reply_line_take(struct wire_reply_ostream *wstream,
			    const unsigned char *data, size_t size)
{
	const unsigned char *lf = memchr(data, '\n', size);
	bool known;

	if (lf != NULL)
		size = lf - data + 1;
	buffer_append(wstream->line, data, size);
	if (wire_reply_line_is_data(wstream, wstream->line->data,
				    wstream->line->used, &known)) {
		/* The first octets came in pieces. */
		line_pass(wstream, WIRE_REPLY_DATA);
	} else if (wstream->line->used > WIRE_REPLY_MAX_LINE) {
		line_pass(wstream, line_may_have_literal(wstream) ?
			  WIRE_REPLY_DATA : WIRE_REPLY_TEXT);
	} else if (lf != NULL) {
		line_finish(wstream);
	}
	return size;
}
