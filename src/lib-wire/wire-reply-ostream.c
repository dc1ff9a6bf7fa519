/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "wire-reply-private.h"

static void wire_reply_ostream_destroy(struct iostream_private *stream)
{
	struct wire_reply_ostream *wstream =
		container_of(stream, struct wire_reply_ostream,
			     ostream.iostream);

	buffer_free(&wstream->line);
	buffer_free(&wstream->pending);
	o_stream_unref(&wstream->ostream.parent);
}

/* Returns TRUE if the octets of a data line begin or go on here. */
static bool
piece_is_data(const struct wire_reply_ostream *wstream,
	      const unsigned char *data, size_t size)
{
	bool known;

	if (wstream->scan.state != WIRE_REPLY_WORDS)
		return wstream->scan.state == WIRE_REPLY_DATA;
	return wstream->line->used == 0 &&
		wire_reply_line_is_data(wstream, data, size, &known);
}

/* The quick way for nearly all that a FETCH sends: "* 1 FETCH (...", that and
   "{n}", and the end of it, written by themselves. Returns TRUE if data was such
   a piece and waits now. */
static bool
piece_take(struct wire_reply_ostream *wstream, const unsigned char *data,
	   size_t size)
{
	const unsigned char *lf;

	if (!wire_reply_may_wait(wstream, size) ||
	    !piece_is_data(wstream, data, size))
		return FALSE;
	if (size == 3 && memcmp(data, ")\r\n", 3) == 0) {
		wstream->scan.state = WIRE_REPLY_WORDS;
		wstream->scan.tail_len = 0;
		wstream->unscanned = 0;
	} else if ((lf = memchr(data, '\n', size)) == NULL) {
		wstream->scan.state = WIRE_REPLY_DATA;
		wstream->unscanned += size;
	} else if (lf + 1 == data + size &&
		   wire_reply_scan_literal(&wstream->scan, data, size)) {
		wstream->unscanned = 0;
	} else {
		return FALSE;
	}
	buffer_append(wstream->pending, data, size);
	return TRUE;
}

static ssize_t
wire_reply_ostream_sendv(struct ostream_private *stream,
			 const struct const_iovec *iov, unsigned int iov_count)
{
	struct wire_reply_ostream *wstream =
		container_of(stream, struct wire_reply_ostream, ostream);
	ssize_t ret;

	if (iov_count == 1 &&
	    piece_take(wstream, iov[0].iov_base, iov[0].iov_len))
		ret = iov[0].iov_len;
	else
		ret = wire_reply_send(wstream, iov, iov_count);
	if (ret > 0)
		stream->ostream.offset += ret;
	return ret;
}

static int wire_reply_ostream_flush(struct ostream_private *stream)
{
	struct wire_reply_ostream *wstream =
		container_of(stream, struct wire_reply_ostream, ostream);
	int ret;

	ret = wire_reply_pending_send(wstream);
	if (ret < 0)
		return -1;
	if (ret == 0) {
		ret = o_stream_flush_parent(stream);
		if (ret <= 0)
			return ret;
		ret = wire_reply_pending_send(wstream);
		if (ret <= 0)
			return ret;
	}
	return o_stream_flush_parent(stream);
}

static size_t
wire_reply_ostream_get_buffer_used_size(const struct ostream_private *stream)
{
	const struct wire_reply_ostream *wstream =
		container_of(stream, const struct wire_reply_ostream, ostream);

	return wstream->pending->used + wstream->line->used +
		o_stream_get_buffer_used_size(stream->parent);
}

struct ostream *
o_stream_create_wire_reply(struct ostream *output,
			   wire_reply_callback_t *callback, void *context)
{
	struct wire_reply_ostream *wstream;

	wstream = i_new(struct wire_reply_ostream, 1);
	wstream->callback = callback;
	wstream->context = context;
	wstream->line = buffer_create_dynamic(default_pool, 256);
	wstream->pending = buffer_create_dynamic(default_pool, 256);
	wstream->ostream.iostream.destroy = wire_reply_ostream_destroy;
	wstream->ostream.sendv = wire_reply_ostream_sendv;
	wstream->ostream.send_istream = wire_reply_send_istream;
	wstream->ostream.flush = wire_reply_ostream_flush;
	wstream->ostream.get_buffer_used_size =
		wire_reply_ostream_get_buffer_used_size;
	return o_stream_create(&wstream->ostream, output,
			       o_stream_get_fd(output));
}

void o_stream_wire_reply_set_all_words(struct ostream *output, bool set)
{
	struct ostream_private *stream = output->real_stream;
	struct wire_reply_ostream *wstream =
		container_of(stream, struct wire_reply_ostream, ostream);

	i_assert(stream->sendv == wire_reply_ostream_sendv);
	wstream->all_words = set;
}

void o_stream_wire_reply_pass_all(struct ostream *output)
{
	struct wire_reply_ostream *wstream =
		container_of(output->real_stream, struct wire_reply_ostream,
			     ostream);

	i_assert(output->real_stream->sendv == wire_reply_ostream_sendv);
	wstream->scan.state = WIRE_REPLY_PASS_ALL;
}
