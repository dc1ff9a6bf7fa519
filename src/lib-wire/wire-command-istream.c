/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "ioloop.h"
#include "safe-memset.h"
#include "wire-command-private.h"
#include "compat-istream.h"

/* a short command and what it becomes */
#define COMMAND_POOL_SIZE 1024

static void wire_command_input(struct wire_command_istream *wstream)
{
	io_remove(&wstream->io);
	i_stream_set_input_pending(&wstream->istream.istream, TRUE);
}

void wire_command_listen(struct wire_command_istream *wstream)
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
		wire_command_listen(wstream);
		return 0;
	}
	wstream->istream.istream.stream_errno = wstream->input->stream_errno;
	wstream->istream.istream.eof = wstream->input->eof;
	return -1;
}

/* Hands octets over to Dovecot. */
void wire_command_hand_over(struct wire_command_istream *wstream,
			    const void *data, size_t size)
{
	if (size == 0)
		return;
	memcpy(i_stream_alloc(&wstream->istream, size), data, size);
	wstream->istream.pos += size;
	wstream->used_end = I_MAX(wstream->used_end, wstream->istream.pos);
}

void wire_command_wipe_read(struct wire_command_istream *wstream)
{
	struct istream_private *stream = &wstream->istream;
	/* Dovecot may have given the buffer back */
	size_t used_end = I_MIN(wstream->used_end, stream->buffer_size);

	wstream->used_end = stream->pos;
	if (stream->w_buffer == NULL)
		return;
	safe_memset(stream->w_buffer, 0, stream->skip);
	safe_memset(stream->w_buffer + stream->pos, 0,
		    used_end - stream->pos);
}

/* Works on what input has. Returns TRUE to be called again, FALSE with ret_r if
   that is for Dovecot to know. */
static bool input_handle(struct wire_command_istream *wstream, ssize_t *ret_r)
{
	*ret_r = 0;
	switch (wstream->state) {
	case COMMAND_LINE:
		wire_command_line_more(wstream);
		break;
	case COMMAND_LITERAL:
		wire_command_literal_more(wstream, TRUE);
		break;
	case COMMAND_SKIP_LINE:
		wire_command_skip_line_more(wstream);
		break;
	case COMMAND_SKIP_LITERAL:
		wire_command_literal_more(wstream, FALSE);
		break;
	case COMMAND_MESSAGE:
		*ret_r = wire_command_pass(wstream, wstream->literal_left);
		if (*ret_r > 0)
			wstream->literal_left -= *ret_r;
		if (wstream->literal_left == 0)
			wstream->state = COMMAND_TAIL;
		return FALSE;
	case COMMAND_TAIL:
		wire_command_tail_more(wstream);
		break;
	case COMMAND_WAIT:
		if (wstream->takes_lines)
			*ret_r = wire_command_pass_line(wstream);
		return FALSE;
	case COMMAND_PASS_ALL:
		*ret_r = wire_command_pass(wstream, UOFF_T_MAX);
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
		if (!wire_command_is_read(wstream))
			return FALSE;
		if (wstream->callbacks->is_idle(wstream->context))
			wire_command_reset(wstream);
		break;
	case COMMAND_MESSAGE:
	case COMMAND_TAIL:
		if (!wire_command_is_read(wstream))
			return FALSE;
		if (wire_command_message_is_over(wstream))
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
	size_t unread = wire_command_unread_size(wstream);
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
		if (wire_command_unread_size(wstream) > unread)
			break;
	}
	return wire_command_unread_size(wstream) - unread;
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
	wstream->istream.skip = wstream->istream.pos;
	wire_command_wipe_read(wstream);
	i_stream_free_buffer(&wstream->istream);
	i_stream_unref(&wstream->input);
	pool_unref(&wstream->pool);
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
	wstream->pool = pool_alloconly_create_clean("wire command",
						    COMMAND_POOL_SIZE);
	wire_command_reset(wstream);

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
	compat_i_stream_create_alone(&wstream->istream);
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
	    wire_command_is_read(wstream) &&
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
	wire_command_hand_over(wstream, wstream->line->data, wstream->line->used);
	buffer_set_used_size(wstream->line, 0);
	data = i_stream_get_data(wstream->input, &size);
	wire_command_hand_over(wstream, data, size);
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
