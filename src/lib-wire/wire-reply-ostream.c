/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "wire-reply-private.h"

/* While the stream is corked this much waits here, since a reply comes in many
   small pieces and each is dear to send on its own. */
#define WIRE_REPLY_MAX_PENDING IO_BLOCK_SIZE

static void wire_reply_ostream_destroy(struct iostream_private *stream)
{
	struct wire_reply_ostream *wstream =
		container_of(stream, struct wire_reply_ostream,
			     ostream.iostream);

	buffer_free(&wstream->line);
	buffer_free(&wstream->pending);
	o_stream_unref(&wstream->ostream.parent);
}

int wire_reply_pending_send(struct wire_reply_ostream *wstream)
{
	ssize_t ret;

	while (wstream->pending->used > 0) {
		ret = o_stream_send(wstream->ostream.parent,
				    wstream->pending->data,
				    wstream->pending->used);
		if (ret < 0) {
			o_stream_copy_error_from_parent(&wstream->ostream);
			return -1;
		}
		if (ret == 0) {
			o_stream_set_flush_pending(wstream->ostream.parent,
						   TRUE);
			return 0;
		}
		buffer_delete(wstream->pending, 0, ret);
	}
	return 1;
}

static bool output_may_wait(const struct wire_reply_ostream *wstream,
			    size_t size)
{
	return wstream->ostream.corked &&
		wstream->pending->used + size <= WIRE_REPLY_MAX_PENDING;
}

/* Passes over all octets that belong to data. Returns how many. */
static size_t data_scan(struct wire_reply_ostream *wstream,
			const unsigned char *data, size_t size)
{
	size_t pos = 0;

	while (pos < size && wstream->scan.state != WIRE_REPLY_WORDS) {
		pos += wire_reply_scan_data(&wstream->scan, data + pos,
					    size - pos);
	}
	return pos;
}

/* Sends octets that pass. Returns how many the parent took, -1 on error. */
static ssize_t
data_send(struct wire_reply_ostream *wstream, const unsigned char *data,
	  size_t size)
{
	struct wire_reply_scan before = wstream->scan;
	ssize_t ret;

	size = data_scan(wstream, data, size);
	ret = o_stream_send(wstream->ostream.parent, data, size);
	if (ret < 0) {
		o_stream_copy_error_from_parent(&wstream->ostream);
		return -1;
	}
	if ((size_t)ret < size) {
		/* go back to where the parent stopped */
		wstream->scan = before;
		(void)data_scan(wstream, data, ret);
	}
	return ret;
}

/* Takes some octets. Returns how many, -1 on error. */
static ssize_t
reply_send_some(struct wire_reply_ostream *wstream, const unsigned char *data,
		size_t size)
{
	bool known, wait = output_may_wait(wstream, size);
	int ret;

	/* Order: what is pending goes first. */
	if (!wait && (ret = wire_reply_pending_send(wstream)) <= 0)
		return ret;
	if (wstream->scan.state == WIRE_REPLY_WORDS) {
		if (wstream->line->used > 0 ||
		    !wire_reply_line_is_data(wstream, data, size, &known))
			return wire_reply_line_take(wstream, data, size);
		wstream->scan.state = WIRE_REPLY_DATA;
	}
	if (!wait)
		return data_send(wstream, data, size);
	size = wire_reply_scan_data(&wstream->scan, data, size);
	buffer_append(wstream->pending, data, size);
	return size;
}

/* Returns how many octets were taken, fewer than size if the parent is full,
   -1 on error. */
static ssize_t
reply_send(struct wire_reply_ostream *wstream, const unsigned char *data,
	   size_t size)
{
	size_t pos = 0;
	ssize_t ret;

	while (pos < size) {
		ret = reply_send_some(wstream, data + pos, size - pos);
		if (ret < 0)
			return -1;
		if (ret == 0)
			break;
		pos += ret;
	}
	return pos;
}

/* Returns TRUE if data was a piece of a data line that may wait. */
static bool
piece_take(struct wire_reply_ostream *wstream, const unsigned char *data,
	   size_t size)
{
	bool known;

	if (!output_may_wait(wstream, size))
		return FALSE;
	if (wstream->scan.state == WIRE_REPLY_WORDS) {
		if (wstream->line->used > 0 ||
		    !wire_reply_line_is_data(wstream, data, size, &known))
			return FALSE;
	} else if (wstream->scan.state != WIRE_REPLY_DATA) {
		return FALSE;
	}
	if (!wire_reply_scan_piece(&wstream->scan, data, size))
		return FALSE;
	buffer_append(wstream->pending, data, size);
	return TRUE;
}

static ssize_t
wire_reply_ostream_sendv(struct ostream_private *stream,
			 const struct const_iovec *iov, unsigned int iov_count)
{
	struct wire_reply_ostream *wstream =
		container_of(stream, struct wire_reply_ostream, ostream);
	ssize_t ret, total = 0;
	unsigned int i;

	if (iov_count == 1 &&
	    piece_take(wstream, iov[0].iov_base, iov[0].iov_len)) {
		stream->ostream.offset += iov[0].iov_len;
		return iov[0].iov_len;
	}
	for (i = 0; i < iov_count; i++) {
		ret = reply_send(wstream, iov[i].iov_base, iov[i].iov_len);
		if (ret < 0)
			return -1;
		total += ret;
		if ((size_t)ret < iov[i].iov_len)
			break;
	}
	if (!output_may_wait(wstream, 0) && wire_reply_pending_send(wstream) < 0)
		return -1;
	stream->ostream.offset += total;
	return total;
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
