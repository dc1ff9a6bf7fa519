/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Replies of any kind, word for word and octet for octet. */

#include "lib.h"
#include "wire-reply-private.h"

/* Shows scan what piece_take() did not. */
static void unscanned_scan(struct wire_reply_ostream *wstream)
{
	size_t size = wstream->unscanned;

	if (size == 0)
		return;
	wstream->unscanned = 0;
	(void)wire_reply_scan_data(&wstream->scan,
		CONST_PTR_OFFSET(wstream->pending->data,
				 wstream->pending->used - size), size);
}

int wire_reply_pending_send(struct wire_reply_ostream *wstream)
{
	ssize_t ret;

	unscanned_scan(wstream);
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
	bool known, wait = wire_reply_may_wait(wstream, size);
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

ssize_t wire_reply_send(struct wire_reply_ostream *wstream,
			const struct const_iovec *iov, unsigned int iov_count)
{
	ssize_t ret, total = 0;
	unsigned int i;

	unscanned_scan(wstream);
	for (i = 0; i < iov_count; i++) {
		ret = reply_send(wstream, iov[i].iov_base, iov[i].iov_len);
		if (ret < 0)
			return -1;
		total += ret;
		if ((size_t)ret < iov[i].iov_len)
			break;
	}
	if (!wire_reply_may_wait(wstream, 0) && wire_reply_pending_send(wstream) < 0)
		return -1;
	return total;
}
