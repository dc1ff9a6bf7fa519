/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "ioloop.h"
#include "istream-private.h"
#include "str.h"
#include "wire-command-istream.h"

/* as much of a line that is too long as tells whether a literal follows */
#define SKIPPED_TAIL_LEN 32

enum command_state {
	/* in a line of a command */
	COMMAND_LINE,
	/* in a literal that belongs to it */
	COMMAND_LITERAL,
	/* in a line, a literal that nobody wants */
	COMMAND_SKIP_LINE,
	COMMAND_SKIP_LITERAL,
	/* in the message of an APPEND, which passes */
	COMMAND_MESSAGE,
	/* in the rest of its line */
	COMMAND_TAIL,
	/* handed over: Dovecot works on it */
	COMMAND_WAIT,
	COMMAND_PASS_ALL,
};

struct wire_command_istream {
	struct istream_private istream;

	struct istream *input;
	/* on input, while there is nothing in it to read */
	struct io *io;

	const struct wire_command_callbacks *callbacks;
	void *context;
	enum wire_command_flags flags;
	size_t max_size;

	enum command_state state;
	struct wire_command_parser parser;
	/* octets of a line that has no end yet */
	buffer_t *line;
	/* the command as it will be handed over, without its last CRLF */
	buffer_t *cmd;
	size_t args_pos;
	/* octets it has on the wire */
	size_t size;
	char *tag, *name;

	uoff_t literal_left;
	/* offset of the stream where the last command was handed over */
	uoff_t handed_offset;
	/* the literal in COMMAND_MESSAGE comes without being asked for */
	bool nonsync:1;
	/* a command that gets lines while it runs */
	bool takes_lines:1;
	/* the command has been answered: what comes is not even refused */
	bool discard:1;
};

/* Dovecot reads more for these while they run. */
static bool command_takes_lines(const char *name)
{
	return strcmp(name, "IDLE") == 0 || strcmp(name, "AUTHENTICATE") == 0;
}

static void wire_command_input(struct wire_command_istream *wstream)
{
	io_remove(&wstream->io);
	i_stream_set_input_pending(&wstream->istream.istream, TRUE);
}

static void input_listen(struct wire_command_istream *wstream)
{
	if (wstream->io == NULL) {
		wstream->io = io_add_istream(wstream->input, wire_command_input,
					     wstream);
	}
}

/* Returns 1 if input has octets, 0 if not yet, -1 if it has ended. */
static int input_more(struct wire_command_istream *wstream)
{
	ssize_t ret;

	if (i_stream_get_data_size(wstream->input) > 0)
		return 1;
	ret = i_stream_read_memarea(wstream->input);
	if (ret > 0)
		return 1;
	if (ret == 0) {
		input_listen(wstream);
		return 0;
	}
	wstream->istream.istream.stream_errno = wstream->input->stream_errno;
	wstream->istream.istream.eof = wstream->input->eof;
	return -1;
}

/* Hands octets over to Dovecot. */
static void
hand_over(struct wire_command_istream *wstream, const void *data, size_t size)
{
	if (size == 0)
		return;
	memcpy(i_stream_alloc(&wstream->istream, size), data, size);
	wstream->istream.pos += size;
}

static size_t unread_size(const struct wire_command_istream *wstream)
{
	return wstream->istream.pos - wstream->istream.skip;
}

/* Dovecot has begun to read what was handed over last. */
static bool handed_is_read(const struct wire_command_istream *wstream)
{
	return wstream->istream.istream.v_offset > wstream->handed_offset;
}

static void command_reset(struct wire_command_istream *wstream)
{
	i_zero(&wstream->parser);
	wstream->parser.flags = wstream->flags;
	buffer_set_used_size(wstream->line, 0);
	buffer_set_used_size(wstream->cmd, 0);
	i_free(wstream->tag);
	i_free(wstream->name);
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
	const unsigned char *data = wstream->cmd->data;

	i_zero(&command);
	command.tag = wstream->tag == NULL ? "" : wstream->tag;
	command.name = wstream->name == NULL ? "" : wstream->name;
	if (wstream->parser.error == WIRE_COMMAND_OK) {
		command.args = data + wstream->args_pos;
		command.args_size = wstream->cmd->used - wstream->args_pos;
	}
	command.args_count = wstream->parser.args_count;
	command.error = wstream->parser.error;
	return wstream->callbacks->command(&command, wstream->context) &&
		command.error == WIRE_COMMAND_OK;
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
		wstream->istream.istream.v_offset + unread_size(wstream);
	T_BEGIN {
		ok = command_show(wstream);
		if (ok) {
			buffer_append(wstream->cmd, "\r\n", 2);
			hand_over(wstream, wstream->cmd->data,
				  wstream->cmd->used);
		} else {
			const char *line = t_strconcat(wstream->tag == NULL ?
				WIRE_COMMAND_TAG : server_tag(wstream),
				" "WIRE_COMMAND_REFUSED"\r\n", NULL);
			hand_over(wstream, line, strlen(line));
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
	wstream->tag = i_strdup(tag);
	wstream->name = i_strdup(name);
	str_printfa(wstream->cmd, "%s %s", server_tag(wstream), name);
	if (*args_pos_r < size)
		str_append_c(wstream->cmd, ' ');
	wstream->args_pos = wstream->cmd->used;
}

/* The same for a line that is too long: only its beginning is looked at. */
static void
long_head_take(struct wire_command_istream *wstream, const unsigned char *line,
	       size_t *args_pos_r)
{
	command_error(wstream, WIRE_COMMAND_TOO_LONG);
	head_take(wstream, line, wstream->max_size, args_pos_r);
	if (*args_pos_r == wstream->max_size) {
		/* a tag, or tag and name, and no end of it */
		i_free(wstream->tag);
		wstream->tag = i_strdup("");
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

/* A line of a command is whole; size is without its CRLF. */
static void
line_finish(struct wire_command_istream *wstream, const unsigned char *line,
	    size_t size)
{
	enum wire_command_literal literal;
	size_t pos = 0, literal_pos = 0, cmd_pos;
	uoff_t literal_size = 0;
	bool nonsync;

	if (wstream->tag == NULL && size > wstream->max_size)
		long_head_take(wstream, line, &pos);
	else if (wstream->tag == NULL)
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
static bool line_read(struct wire_command_istream *wstream)
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

static void line_more(struct wire_command_istream *wstream)
{
	size_t args_pos;

	if (line_read(wstream)) {
		T_BEGIN {
			line_finish(wstream, wstream->line->data,
				    wstream->line->used);
		} T_END;
		buffer_set_used_size(wstream->line, 0);
	} else if (wstream->line->used > wstream->max_size + 1) {
		if (wstream->tag == NULL) T_BEGIN {
			long_head_take(wstream, wstream->line->data, &args_pos);
		} T_END;
		command_error(wstream, WIRE_COMMAND_TOO_LONG);
		wstream->state = COMMAND_SKIP_LINE;
	}
}

/* Dovecot never sees this line; a literal may follow it. */
static void skip_line_more(struct wire_command_istream *wstream)
{
	struct wire_command_parser parser;
	enum wire_command_literal literal;
	size_t pos;
	uoff_t size = 0;

	if (!line_read(wstream)) {
		if (wstream->line->used > SKIPPED_TAIL_LEN) {
			buffer_delete(wstream->line, 0,
				      wstream->line->used - SKIPPED_TAIL_LEN);
		}
		return;
	}
	if (wstream->line->used > SKIPPED_TAIL_LEN) {
		buffer_delete(wstream->line, 0,
			      wstream->line->used - SKIPPED_TAIL_LEN);
	}
	i_zero(&parser);
	T_BEGIN {
		literal = wire_command_parse_args(&parser, wstream->line->data,
						  wstream->line->used, &pos,
						  &size);
	} T_END;
	buffer_set_used_size(wstream->line, 0);
	if (literal == WIRE_COMMAND_LITERAL_NONE)
		(void)command_finish(wstream);
	else
		literal_refuse(wstream, size,
			       literal == WIRE_COMMAND_LITERAL_NONSYNC);
}

static void literal_more(struct wire_command_istream *wstream, bool keep)
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

/* Hands over at most size octets of input. Returns how many, -2 if Dovecot has
   too many unread. */
static ssize_t pass(struct wire_command_istream *wstream, uoff_t size)
{
	const unsigned char *data;
	size_t avail, room, unread = unread_size(wstream);

	room = unread >= wstream->istream.max_buffer_size ? 0 :
		wstream->istream.max_buffer_size - unread;
	if (room == 0)
		return -2;
	data = i_stream_get_data(wstream->input, &avail);
	size = I_MIN(size, I_MIN(avail, room));
	hand_over(wstream, data, size);
	i_stream_skip(wstream->input, size);
	/* Dovecot need not read again before there is more */
	if (size < avail)
		i_stream_set_input_pending(&wstream->istream.istream, TRUE);
	else
		input_listen(wstream);
	return size;
}

static ssize_t pass_line(struct wire_command_istream *wstream)
{
	const unsigned char *data, *lf;
	size_t size;

	data = i_stream_get_data(wstream->input, &size);
	lf = memchr(data, '\n', size);
	return pass(wstream, lf == NULL ? size : (size_t)(lf - data) + 1);
}

/* Dovecot may have said NO already and wait for nothing. Returns TRUE if the
   state was changed. */
static bool message_is_over(struct wire_command_istream *wstream)
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
static void tail_more(struct wire_command_istream *wstream)
{
	struct wire_command_parser parser;
	enum wire_command_literal literal;
	size_t pos;
	uoff_t size = 0;

	if (!line_read(wstream)) {
		if (wstream->line->used > wstream->max_size)
			buffer_set_used_size(wstream->line, wstream->max_size);
		return;
	}
	wstream->state = COMMAND_WAIT;
	if (wstream->line->used == 0) {
		hand_over(wstream, "\r\n", 2);
		return;
	}
	/* no argument of an APPEND: Dovecot throws the message away */
	hand_over(wstream, " X\r\n", 4);
	i_zero(&parser);
	T_BEGIN {
		literal = wire_command_parse_args(&parser, wstream->line->data,
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

/* Works on what input has. Returns TRUE to be called again, FALSE with ret_r if
   that is for Dovecot to know. */
static bool input_handle(struct wire_command_istream *wstream, ssize_t *ret_r)
{
	*ret_r = 0;
	switch (wstream->state) {
	case COMMAND_LINE:
		line_more(wstream);
		break;
	case COMMAND_LITERAL:
		literal_more(wstream, TRUE);
		break;
	case COMMAND_SKIP_LINE:
		skip_line_more(wstream);
		break;
	case COMMAND_SKIP_LITERAL:
		literal_more(wstream, FALSE);
		break;
	case COMMAND_MESSAGE:
		*ret_r = pass(wstream, wstream->literal_left);
		if (*ret_r > 0)
			wstream->literal_left -= *ret_r;
		if (wstream->literal_left == 0)
			wstream->state = COMMAND_TAIL;
		return FALSE;
	case COMMAND_TAIL:
		tail_more(wstream);
		break;
	case COMMAND_WAIT:
		if (wstream->takes_lines)
			*ret_r = pass_line(wstream);
		return FALSE;
	case COMMAND_PASS_ALL:
		*ret_r = pass(wstream, UOFF_T_MAX);
		return FALSE;
	}
	return TRUE;
}

/* What Dovecot has done meanwhile may change the state. Returns FALSE if it has
   not yet looked at what it has. */
static bool state_update(struct wire_command_istream *wstream)
{
	switch (wstream->state) {
	case COMMAND_WAIT:
		if (!handed_is_read(wstream))
			return FALSE;
		if (wstream->callbacks->is_idle(wstream->context))
			command_reset(wstream);
		break;
	case COMMAND_MESSAGE:
	case COMMAND_TAIL:
		if (!handed_is_read(wstream))
			return FALSE;
		if (message_is_over(wstream))
			return state_update(wstream);
		if (wstream->literal_left == 0)
			wstream->state = COMMAND_TAIL;
		break;
	default:
		break;
	}
	/* nothing left of it */
	if (wstream->state == COMMAND_SKIP_LITERAL &&
	    wstream->literal_left == 0)
		wstream->state = COMMAND_SKIP_LINE;
	else if (wstream->state == COMMAND_LITERAL &&
		 wstream->literal_left == 0)
		wstream->state = COMMAND_LINE;
	return TRUE;
}

static ssize_t wire_command_istream_read(struct istream_private *stream)
{
	struct wire_command_istream *wstream =
		container_of(stream, struct wire_command_istream, istream);
	size_t unread = unread_size(wstream);
	ssize_t ret;
	int more;

	if (wstream->input == NULL) {
		/* detached */
		stream->istream.eof = TRUE;
		return -1;
	}
	for (;;) {
		if (!state_update(wstream))
			return 0;
		more = input_more(wstream);
		if (more <= 0)
			return more;
		if (!input_handle(wstream, &ret)) {
			if (ret < 0)
				return ret;
			break;
		}
		if (unread_size(wstream) > unread)
			break;
	}
	return unread_size(wstream) - unread;
}

static void
wire_command_istream_close(struct iostream_private *stream, bool close_parent)
{
	struct wire_command_istream *wstream =
		container_of(stream, struct wire_command_istream,
			     istream.iostream);

	io_remove(&wstream->io);
	if (close_parent && wstream->input != NULL)
		i_stream_close(wstream->input);
}

static void wire_command_istream_destroy(struct iostream_private *stream)
{
	struct wire_command_istream *wstream =
		container_of(stream, struct wire_command_istream,
			     istream.iostream);

	io_remove(&wstream->io);
	i_stream_free_buffer(&wstream->istream);
	i_stream_unref(&wstream->input);
	buffer_free(&wstream->line);
	buffer_free(&wstream->cmd);
	i_free(wstream->tag);
	i_free(wstream->name);
}

static void
wire_command_istream_switch_ioloop_to(struct istream_private *stream,
				      struct ioloop *ioloop)
{
	struct wire_command_istream *wstream =
		container_of(stream, struct wire_command_istream, istream);

	if (wstream->io != NULL)
		wstream->io = io_loop_move_io_to(ioloop, &wstream->io);
	if (wstream->input != NULL)
		i_stream_switch_ioloop_to(wstream->input, ioloop);
}

struct istream *
i_stream_create_wire_command(struct istream *input,
			     enum wire_command_flags flags, size_t max_size,
			     const struct wire_command_callbacks *callbacks,
			     void *context)
{
	struct wire_command_istream *wstream;

	wstream = i_new(struct wire_command_istream, 1);
	wstream->input = input;
	i_stream_ref(input);
	wstream->callbacks = callbacks;
	wstream->context = context;
	wstream->flags = flags;
	wstream->max_size = max_size;
	wstream->line = buffer_create_dynamic(default_pool, 256);
	wstream->cmd = buffer_create_dynamic(default_pool, 256);
	command_reset(wstream);

	wstream->istream.iostream.close = wire_command_istream_close;
	wstream->istream.iostream.destroy = wire_command_istream_destroy;
	wstream->istream.read = wire_command_istream_read;
	wstream->istream.switch_ioloop_to =
		wire_command_istream_switch_ioloop_to;
	wstream->istream.max_buffer_size = i_stream_get_max_buffer_size(input);
	wstream->istream.istream.readable_fd = FALSE;
	wstream->istream.istream.blocking = FALSE;
	wstream->istream.istream.seekable = FALSE;
	/* No parent and no fd: Dovecot's io on this stream runs only when it is
	   told to, so that input which must wait costs nothing. */
	(void)i_stream_create(&wstream->istream, NULL, -1, 0);
	/* there may be octets in input already */
	i_stream_set_input_pending(&wstream->istream.istream, TRUE);
	return &wstream->istream.istream;
}

static struct wire_command_istream *wire_command_get(struct istream *input)
{
	struct istream_private *stream = input->real_stream;

	i_assert(stream->read == wire_command_istream_read);
	return container_of(stream, struct wire_command_istream, istream);
}

void i_stream_wire_command_wake(struct istream *input)
{
	struct wire_command_istream *wstream = wire_command_get(input);

	if (!input->closed && wstream->input != NULL &&
	    handed_is_read(wstream) &&
	    (i_stream_get_data_size(wstream->input) > 0 || wstream->io == NULL))
		i_stream_set_input_pending(input, TRUE);
}

void i_stream_wire_command_pass_all(struct istream *input)
{
	struct wire_command_istream *wstream = wire_command_get(input);
	const unsigned char *data;
	size_t size;

	io_remove(&wstream->io);
	wstream->state = COMMAND_PASS_ALL;
	hand_over(wstream, wstream->line->data, wstream->line->used);
	buffer_set_used_size(wstream->line, 0);
	data = i_stream_get_data(wstream->input, &size);
	hand_over(wstream, data, size);
	i_stream_skip(wstream->input, size);
	/* whoever listens to this stream from now on (a proxy) reads at once */
	i_stream_set_input_pending(input, TRUE);
}

struct istream *i_stream_wire_command_detach(struct istream *input)
{
	struct wire_command_istream *wstream = wire_command_get(input);
	struct istream *inner = wstream->input;

	io_remove(&wstream->io);
	wstream->input = NULL;
	return inner;
}

enum wire_command_flags
wire_command_flags(const struct exchange_profile *profile)
{
	static const struct {
		enum exchange_behavior behavior;
		enum wire_command_flags flag;
	} flags[] = {
		{ EXCHANGE_TAB_DELIMITER, WIRE_COMMAND_FLAG_TAB },
		{ EXCHANGE_ONE_SPACE, WIRE_COMMAND_FLAG_ONE_SPACE },
		{ EXCHANGE_ANY_TAG, WIRE_COMMAND_FLAG_ANY_TAG },
	};
	enum wire_command_flags ret = 0;
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(flags); i++) {
		if (exchange_has(profile, flags[i].behavior))
			ret |= flags[i].flag;
	}
	return ret;
}
