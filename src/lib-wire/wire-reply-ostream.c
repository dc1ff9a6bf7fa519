/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "str.h"
#include "istream.h"
#include "ostream-private.h"
#include "wire-reply-scan.h"
#include "wire-reply-ostream.h"

struct wire_reply_ostream {
	struct ostream_private ostream;

	wire_reply_callback_t *callback;
	void *context;

	bool all_words;
	struct wire_reply_scan scan;
	/* the line of words that is not complete yet; its octets count as sent
	   for whoever writes to this stream */
	buffer_t *line;
	/* what the parent has not been given, or has not taken, yet */
	buffer_t *pending;
};

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

/* Returns 1 if nothing is pending any more, 0 if the parent is full, -1 on
   error. */
static int pending_send(struct wire_reply_ostream *wstream)
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

static bool
line_is_data(const struct wire_reply_ostream *wstream,
	     const unsigned char *line, size_t size, bool *known_r)
{
	return wire_reply_is_data(line, size, known_r) && !wstream->all_words;
}

/* Takes octets of a line of words. Returns how many. */
static size_t
line_take(struct wire_reply_ostream *wstream, const unsigned char *data,
	  size_t size)
{
	const unsigned char *lf = memchr(data, '\n', size);
	bool known;

	if (lf != NULL)
		size = lf - data + 1;
	buffer_append(wstream->line, data, size);
	if (line_is_data(wstream, wstream->line->data, wstream->line->used,
			 &known)) {
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
	if (!wait && (ret = pending_send(wstream)) <= 0)
		return ret;
	if (wstream->scan.state == WIRE_REPLY_WORDS) {
		if (wstream->line->used > 0 ||
		    !line_is_data(wstream, data, size, &known))
			return line_take(wstream, data, size);
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
		    !line_is_data(wstream, data, size, &known))
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
	if (!output_may_wait(wstream, 0) && pending_send(wstream) < 0)
		return -1;
	stream->ostream.offset += total;
	return total;
}

/* What comes from a file is the file system's to send, if the parent can make
   it do so: the literal must be all of what is left in input. */
static bool
literal_is_file(const struct wire_reply_ostream *wstream, struct istream *input)
{
	uoff_t size;

	return input->readable_fd &&
		i_stream_get_size(input, TRUE, &size) > 0 &&
		size >= input->v_offset &&
		size - input->v_offset <= wstream->scan.literal_left;
}

static void literal_was_sent(struct wire_reply_ostream *wstream, uoff_t size)
{
	wstream->ostream.ostream.offset += size;
	wstream->scan.literal_left -= I_MIN(size, wstream->scan.literal_left);
	if (wstream->scan.literal_left == 0)
		wstream->scan.state = WIRE_REPLY_DATA;
}

static enum ostream_send_istream_result
literal_send_file(struct wire_reply_ostream *wstream, struct istream *input)
{
	struct ostream *parent = wstream->ostream.parent;
	uoff_t offset = input->v_offset;
	enum ostream_send_istream_result res;

	res = o_stream_send_istream(parent, input);
	literal_was_sent(wstream, input->v_offset - offset);
	if (res == OSTREAM_SEND_ISTREAM_RESULT_ERROR_OUTPUT)
		o_stream_copy_error_from_parent(&wstream->ostream);
	return res;
}

/* Sends octets of a literal without looking at them. Returns 1 if there may be
   more to send, 0 if the parent is full, -1 on error. */
static int
literal_send(struct wire_reply_ostream *wstream, struct istream *input)
{
	const unsigned char *data;
	size_t size;
	ssize_t ret;

	while (wstream->scan.state == WIRE_REPLY_LITERAL &&
	       i_stream_read_more(input, &data, &size) > 0) {
		size = I_MIN(size, wstream->scan.literal_left);
		ret = o_stream_send(wstream->ostream.parent, data, size);
		if (ret < 0) {
			o_stream_copy_error_from_parent(&wstream->ostream);
			return -1;
		}
		if (ret == 0)
			return 0;
		i_stream_skip(input, ret);
		literal_was_sent(wstream, ret);
	}
	return 1;
}

static enum ostream_send_istream_result
wire_reply_ostream_send_istream(struct ostream_private *stream,
				struct istream *input)
{
	struct wire_reply_ostream *wstream =
		container_of(stream, struct wire_reply_ostream, ostream);
	int ret;

	if (wstream->scan.state == WIRE_REPLY_LITERAL) {
		ret = pending_send(wstream);
		if (ret > 0 && literal_is_file(wstream, input))
			return literal_send_file(wstream, input);
		if (ret > 0)
			ret = literal_send(wstream, input);
		if (ret <= 0) {
			return ret < 0 ?
				OSTREAM_SEND_ISTREAM_RESULT_ERROR_OUTPUT :
				OSTREAM_SEND_ISTREAM_RESULT_WAIT_OUTPUT;
		}
	}
	return io_stream_copy(&stream->ostream, input);
}

static int wire_reply_ostream_flush(struct ostream_private *stream)
{
	struct wire_reply_ostream *wstream =
		container_of(stream, struct wire_reply_ostream, ostream);
	int ret;

	ret = pending_send(wstream);
	if (ret < 0)
		return -1;
	if (ret == 0) {
		ret = o_stream_flush_parent(stream);
		if (ret <= 0)
			return ret;
		ret = pending_send(wstream);
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
	wstream->ostream.send_istream = wire_reply_ostream_send_istream;
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
