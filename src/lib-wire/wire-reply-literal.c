/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Literals that come from a stream, as FETCH sends them. */

#include "lib.h"
#include "istream.h"
#include "wire-reply-private.h"

/* A parent that is a connection sends what comes from a file with sendfile(),
   and without an end: the literal must be all of what is left in input. */
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

enum ostream_send_istream_result
wire_reply_send_istream(struct ostream_private *stream, struct istream *input)
{
	struct wire_reply_ostream *wstream =
		container_of(stream, struct wire_reply_ostream, ostream);
	int ret;

	if (wstream->scan.state == WIRE_REPLY_LITERAL) {
		ret = wire_reply_pending_send(wstream);
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
