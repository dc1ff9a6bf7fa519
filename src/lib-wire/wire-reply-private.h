/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef WIRE_REPLY_PRIVATE_H
#define WIRE_REPLY_PRIVATE_H

#include "buffer.h"
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
	/* so many octets at the end of pending belong to a data line that has not
	   ended, and scan has not seen them yet: it is DATA */
	size_t unscanned;
};

/* Returns TRUE if what begins like the line is data and passes. Sets known_r as
   wire_reply_is_data() does. */
static inline bool
wire_reply_line_is_data(const struct wire_reply_ostream *wstream,
			const unsigned char *line, size_t size, bool *known_r)
{
	return wire_reply_is_data(line, size, known_r) && !wstream->all_words;
}

/* While the stream is corked this much waits here, since a reply comes in many
   small pieces and each is dear to send on its own. */
#define WIRE_REPLY_MAX_PENDING IO_BLOCK_SIZE

static inline bool
wire_reply_may_wait(const struct wire_reply_ostream *wstream, size_t size)
{
	return wstream->ostream.corked &&
		wstream->pending->used + size <= WIRE_REPLY_MAX_PENDING;
}

/* ostream_private.sendv, but for the offset: what is words is shown to the
   callback, what is data passes. */
ssize_t wire_reply_send(struct wire_reply_ostream *wstream,
			const struct const_iovec *iov, unsigned int iov_count);

/* Gives the parent what is pending. Returns 1 if nothing is any more, 0 if the
   parent is full, -1 on error. */
int wire_reply_pending_send(struct wire_reply_ostream *wstream);

/* Takes octets of a line of words, at most to its end; a complete line goes to
   pending as the callback wants it. Returns how many. */
size_t wire_reply_line_take(struct wire_reply_ostream *wstream,
			    const unsigned char *data, size_t size);

/* ostream_private.send_istream: octets of a literal go to the parent without a
   look at them. */
enum ostream_send_istream_result
wire_reply_send_istream(struct ostream_private *stream, struct istream *input);

#endif
