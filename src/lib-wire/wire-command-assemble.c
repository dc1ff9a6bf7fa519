/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Commands are put together: lines and literals up to a whole command, and what
   is too long or of no use is skipped. */

#include "lib.h"
#include "buffer.h"
#include "str.h"
#include "wire-command-private.h"

/* most lines have fewer octets */
#define LINE_SIZE 128

/* as much of a line as tells whether a literal follows */
#define LINE_TAIL_LEN 32

/* Dovecot reads more for these while they run. */
static bool command_takes_lines(const char *name)
{
	return strcmp(name, "IDLE") == 0 || strcmp(name, "AUTHENTICATE") == 0;
}

void wire_command_reset(struct wire_command_istream *wstream)
{
	i_zero(&wstream->parser);
	wstream->parser.flags = wstream->flags;
	wire_command_wipe_read(wstream);
	/* this wipes all that it held, also what has grown out of its place */
	p_clear(wstream->pool);
	wstream->line = buffer_create_dynamic(wstream->pool, LINE_SIZE);
	wstream->cmd = buffer_create_dynamic(wstream->pool, LINE_SIZE);
	wstream->tag = NULL;
	wstream->name = NULL;
	wstream->args_pos = 0;
	wstream->size = 0;
	wstream->discard = FALSE;
	wstream->takes_lines = FALSE;
	wstream->state = COMMAND_LINE;
}

static void
command_error(struct wire_command_istream *wstream,
	      enum wire_command_error error)
{
	if (wstream->parser.error == WIRE_COMMAND_OK)
		wstream->parser.error = error;
}

static const char *server_tag(const struct wire_command_istream *wstream)
{
	if ((wstream->flags & WIRE_COMMAND_FLAG_ANY_TAG) == 0 &&
	    *wstream->tag != '\0')
		return wstream->tag;
	return wire_command_tag_is_plain(wstream->tag) ? wstream->tag :
		WIRE_COMMAND_TAG;
}

/* Returns FALSE if it is refused. */
static bool command_show(struct wire_command_istream *wstream)
{
	struct wire_command command;
	const unsigned char *args = NULL;

	i_zero(&command);
	command.tag = wstream->tag == NULL ? "" : wstream->tag;
	command.name = wstream->name == NULL ? "" : wstream->name;
	if (wstream->parser.error == WIRE_COMMAND_OK) {
		args = (const unsigned char *)wstream->cmd->data +
			wstream->args_pos;
		command.args_size = wstream->cmd->used - wstream->args_pos;
	}
	command.args = args;
	command.args_count = wstream->parser.args_count;
	command.error = wstream->parser.error;
	if (!wstream->callbacks->command(&command, wstream->context) ||
	    command.error != WIRE_COMMAND_OK)
		return FALSE;
	if (command.args != args) {
		buffer_set_used_size(wstream->cmd, wstream->args_pos);
		buffer_append(wstream->cmd, command.args, command.args_size);
	}
	return TRUE;
}

/* The command is whole, or as whole as it gets. Returns TRUE if it was handed
   over as it is, FALSE if it was refused. */
static bool command_finish(struct wire_command_istream *wstream)
{
	bool ok;

	wstream->state = COMMAND_WAIT;
	if (wstream->discard)
		return FALSE;
	wire_command_parse_end(&wstream->parser);
	wstream->handed_offset =
		wstream->istream.istream.v_offset + wire_command_unread_size(wstream);
	T_BEGIN {
		ok = command_show(wstream);
		if (ok) {
			buffer_append(wstream->cmd, "\r\n", 2);
			wire_command_hand_over(wstream, wstream->cmd->data,
				  wstream->cmd->used);
		} else {
			const char *line = t_strconcat(wstream->tag == NULL ?
				WIRE_COMMAND_TAG : server_tag(wstream),
				" "WIRE_COMMAND_REFUSED"\r\n", NULL);
			wire_command_hand_over(wstream, line, strlen(line));
		}
	} T_END;
	wstream->takes_lines = ok && command_takes_lines(wstream->name);
	return ok;
}

/* Takes the first line apart; args_pos_r is where its arguments begin. */
static void
head_take(struct wire_command_istream *wstream, const unsigned char *line,
	  size_t size, size_t *args_pos_r)
{
	const char *tag, *name;

	wire_command_parse_head(&wstream->parser, line, size, &tag, &name,
				args_pos_r);
	wstream->tag = p_strdup(wstream->pool, tag);
	wstream->name = p_strdup(wstream->pool, name);
	str_printfa(wstream->cmd, "%s %s", server_tag(wstream), name);
	if (*args_pos_r < size)
		str_append_c(wstream->cmd, ' ');
	wstream->args_pos = wstream->cmd->used;
}

/* The same for a line that is too long: only its beginning is looked at. */
static void
long_head_take(struct wire_command_istream *wstream, const unsigned char *line)
{
	size_t args_pos;

	command_error(wstream, WIRE_COMMAND_TOO_LONG);
	head_take(wstream, line, wstream->max_size, &args_pos);
	if (args_pos == wstream->max_size) {
		/* a tag, or tag and name, and no end of it */
		wstream->tag = "";
	}
}

static bool is_message(const struct wire_command_istream *wstream)
{
	return strcmp(wstream->name, "APPEND") == 0 &&
		wstream->parser.depth == 0 && wstream->parser.args_count >= 2;
}

/* A line ended with a literal that will come without being asked for, or that
   the client waits to send. */
static void
literal_refuse(struct wire_command_istream *wstream, uoff_t size, bool nonsync)
{
	if (!nonsync) {
		(void)command_finish(wstream);
		return;
	}
	wstream->literal_left = size;
	wstream->state = COMMAND_SKIP_LITERAL;
}

static void
message_begin(struct wire_command_istream *wstream, uoff_t size, bool nonsync)
{
	wstream->nonsync = nonsync;
	wstream->literal_left = size;
	if (command_finish(wstream)) {
		wstream->state = COMMAND_MESSAGE;
	} else if (nonsync) {
		wstream->discard = TRUE;
		wstream->state = COMMAND_SKIP_LITERAL;
	}
}

static void
literal_begin(struct wire_command_istream *wstream, size_t cmd_pos,
	      uoff_t size, bool nonsync)
{
	/* Dovecot gets it all at once and has nothing to ask for. */
	buffer_set_used_size(wstream->cmd, cmd_pos);
	str_printfa(wstream->cmd, "{%"PRIuUOFF_T"+}\r\n", size);
	wstream->size += size + 2;
	wstream->literal_left = size;
	wstream->state = COMMAND_LITERAL;
	if (!nonsync)
		wstream->callbacks->prompt(wstream->name, wstream->context);
}

/* A line of a command is whole: wstream->line holds it without its CRLF. */
static void line_finish(struct wire_command_istream *wstream)
{
	const unsigned char *line = wstream->line->data;
	enum wire_command_literal literal;
	size_t pos = 0, literal_pos = 0, cmd_pos, size = wstream->line->used;
	uoff_t literal_size = 0;
	bool nonsync;

	if (wstream->tag == NULL)
		head_take(wstream, line, size, &pos);
	wstream->size += size;
	cmd_pos = wstream->cmd->used;
	buffer_append(wstream->cmd, line + pos, size - pos);
	literal = wire_command_parse_args(&wstream->parser, line + pos,
					  size - pos, &literal_pos,
					  &literal_size);
	if (wstream->size > wstream->max_size)
		command_error(wstream, WIRE_COMMAND_TOO_LONG);
	if (literal == WIRE_COMMAND_LITERAL_NONE) {
		(void)command_finish(wstream);
		return;
	}
	nonsync = literal == WIRE_COMMAND_LITERAL_NONSYNC;
	/* literal8 (RFC 3516) is for messages alone */
	if (line[pos + literal_pos] == '~' && !is_message(wstream))
		command_error(wstream, WIRE_COMMAND_SYNTAX);
	if (wstream->parser.error == WIRE_COMMAND_OK && is_message(wstream)) {
		message_begin(wstream, literal_size, nonsync);
		return;
	}
	if (literal_size > wstream->max_size - I_MIN(wstream->max_size,
						     wstream->size + 2))
		command_error(wstream, WIRE_COMMAND_TOO_LONG);
	if (wstream->parser.error != WIRE_COMMAND_OK)
		literal_refuse(wstream, literal_size, nonsync);
	else
		literal_begin(wstream, cmd_pos + literal_pos, literal_size,
			      nonsync);
}

/* Moves octets of input to wstream->line, up to its end or as many as are of
   use. Returns TRUE when the line is whole: line holds it without its CRLF. */
bool wire_command_read_line(struct wire_command_istream *wstream)
{
	const unsigned char *data, *lf, *line;
	size_t size;

	data = i_stream_get_data(wstream->input, &size);
	lf = memchr(data, '\n', size);
	if (lf != NULL)
		size = lf - data + 1;
	buffer_append(wstream->line, data, size);
	i_stream_skip(wstream->input, size);
	if (lf == NULL)
		return FALSE;
	line = wstream->line->data;
	size = wstream->line->used - 1;
	if (size > 0 && line[size - 1] == '\r')
		size--;
	buffer_set_used_size(wstream->line, size);
	return TRUE;
}

void wire_command_line_trim(struct wire_command_istream *wstream)
{
	if (wstream->line->used > LINE_TAIL_LEN) {
		buffer_delete(wstream->line, 0,
			      wstream->line->used - LINE_TAIL_LEN);
	}
}

/* The end of a line that Dovecot never sees: a literal may follow it. */
static void skip_line_finish(struct wire_command_istream *wstream)
{
	enum wire_command_literal literal;
	size_t pos;
	uoff_t size = 0;

	wire_command_line_trim(wstream);
	T_BEGIN {
		literal = wire_command_find_literal(wstream->line->data,
						    wstream->line->used, &pos,
						    &size);
	} T_END;
	if (literal == WIRE_COMMAND_LITERAL_NONE)
		(void)command_finish(wstream);
	else
		literal_refuse(wstream, size,
			       literal == WIRE_COMMAND_LITERAL_NONSYNC);
	buffer_set_used_size(wstream->line, 0);
}

/* The line has no end yet and is too long, or has one and was. */
static void line_is_long(struct wire_command_istream *wstream)
{
	if (wstream->tag == NULL) T_BEGIN {
		long_head_take(wstream, wstream->line->data);
	} T_END;
	command_error(wstream, WIRE_COMMAND_TOO_LONG);
	wstream->state = COMMAND_SKIP_LINE;
}

void wire_command_line_more(struct wire_command_istream *wstream)
{
	bool whole = wire_command_read_line(wstream);

	/* there may be a CR at its end */
	if (wstream->line->used > wstream->max_size + (whole ? 0 : 1)) {
		line_is_long(wstream);
		if (whole)
			skip_line_finish(wstream);
	} else if (whole) {
		T_BEGIN {
			line_finish(wstream);
		} T_END;
		buffer_set_used_size(wstream->line, 0);
	}
}

void wire_command_skip_line_more(struct wire_command_istream *wstream)
{
	if (wire_command_read_line(wstream))
		skip_line_finish(wstream);
	else
		wire_command_line_trim(wstream);
}

void wire_command_literal_more(struct wire_command_istream *wstream, bool keep)
{
	const unsigned char *data;
	size_t size;

	data = i_stream_get_data(wstream->input, &size);
	if (size > wstream->literal_left)
		size = wstream->literal_left;
	if (keep)
		buffer_append(wstream->cmd, data, size);
	i_stream_skip(wstream->input, size);
	wstream->literal_left -= size;
	if (wstream->literal_left == 0)
		wstream->state = keep ? COMMAND_LINE : COMMAND_SKIP_LINE;
}
