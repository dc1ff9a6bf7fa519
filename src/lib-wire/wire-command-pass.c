/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* What passes as it is: the message of an APPEND, lines of IDLE. */

#include "lib.h"
#include "buffer.h"
#include "str.h"
#include "wire-command-private.h"

/* Hands over at most size octets of input. Returns how many, -2 if Dovecot has
   too many unread. */
ssize_t wire_command_pass(struct wire_command_istream *wstream, uoff_t size)
{
	const unsigned char *data;
	size_t avail, room, unread = wire_command_unread_size(wstream);

	room = unread >= wstream->istream.max_buffer_size ? 0 :
		wstream->istream.max_buffer_size - unread;
	if (room == 0)
		return -2;
	data = i_stream_get_data(wstream->input, &avail);
	size = I_MIN(size, I_MIN(avail, room));
	wire_command_hand_over(wstream, data, size);
	i_stream_skip(wstream->input, size);
	/* Dovecot need not read again before there is more */
	if (size < avail)
		i_stream_set_input_pending(&wstream->istream.istream, TRUE);
	else
		wire_command_listen(wstream);
	return size;
}

ssize_t wire_command_pass_line(struct wire_command_istream *wstream)
{
	const unsigned char *data, *lf;
	size_t size;

	data = i_stream_get_data(wstream->input, &size);
	lf = memchr(data, '\n', size);
	return wire_command_pass(wstream, lf == NULL ? size : (size_t)(lf - data) + 1);
}

/* Dovecot may have said NO already and wait for nothing. Returns TRUE if the
   state was changed. */
bool wire_command_message_is_over(struct wire_command_istream *wstream)
{
	if (!wstream->callbacks->is_idle(wstream->context))
		return FALSE;
	if (wstream->nonsync || wstream->state == COMMAND_TAIL) {
		wstream->discard = TRUE;
		wstream->state = COMMAND_SKIP_LITERAL;
	} else {
		wstream->state = COMMAND_WAIT;
	}
	return TRUE;
}

/* What follows the message of an APPEND: CRLF, or one message more, which is
   MULTIAPPEND and not Exchange's. */
void wire_command_tail_more(struct wire_command_istream *wstream)
{
	enum wire_command_literal literal;
	size_t pos;
	uoff_t size = 0;
	bool whole = wire_command_read_line(wstream);

	wire_command_line_trim(wstream);
	if (!whole)
		return;
	wstream->state = COMMAND_WAIT;
	if (wstream->line->used == 0) {
		wire_command_hand_over(wstream, "\r\n", 2);
		return;
	}
	/* no argument of an APPEND: Dovecot throws the message away */
	wire_command_hand_over(wstream, " X\r\n", 4);
	T_BEGIN {
		literal = wire_command_find_literal(wstream->line->data,
						    wstream->line->used, &pos,
						    &size);
	} T_END;
	buffer_set_used_size(wstream->line, 0);
	if (literal == WIRE_COMMAND_LITERAL_NONSYNC) {
		wstream->discard = TRUE;
		wstream->literal_left = size;
		wstream->state = COMMAND_SKIP_LITERAL;
	}
}
