/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "istream.h"
#include "mail-sevenbit.h"

#define ONES 0x0101010101010101ULL
/* A message up to this size is read once. */
#define MAX_KEPT (32*1024)
#define HIGH 0x8080808080808080ULL

static bool octet_is_clean(unsigned char c)
{
	return c > 0 && c < 128;
}

bool mail_sevenbit_data_is_clean(const unsigned char *data, size_t size)
{
	uint64_t word, bad = 0;

	/* every message that is sent passes here: eight octets at a time. An
	   octet above 127 has the high bit set, and so has 0 - 1. */
	for (; size >= sizeof(word); size -= sizeof(word)) {
		memcpy(&word, data, sizeof(word));
		bad |= word | (word - ONES);
		data += sizeof(word);
	}
	if ((bad & HIGH) != 0)
		return FALSE;
	for (; size > 0; size--, data++) {
		if (!octet_is_clean(*data))
			return FALSE;
	}
	return TRUE;
}

/* Looks at as much as input keeps in memory, so that it need not be read again
   when the message is sent. Returns 1 if all of the message was seen and is
   clean, 0 if what was seen is clean, -1 if not or on error. */
static int start_is_clean(struct istream *input)
{
	const unsigned char *data;
	size_t size, seen = 0;
	ssize_t ret;

	do {
		ret = i_stream_read(input);
		data = i_stream_get_data(input, &size);
		if (!mail_sevenbit_data_is_clean(data + seen, size - seen))
			return -1;
		seen = size;
	} while (ret > 0 && seen < MAX_KEPT);
	return ret == -1 && input->stream_errno == 0 ? 1 : 0;
}

int mail_sevenbit_stream_is_clean(struct istream *input)
{
	const unsigned char *data;
	size_t size;
	bool clean = TRUE;

	i_stream_seek(input, 0);
	switch (start_is_clean(input)) {
	case 1:
		return 1;
	case -1:
		clean = FALSE;
		break;
	default:
		break;
	}
	while (clean && i_stream_read_more(input, &data, &size) > 0) {
		clean = mail_sevenbit_data_is_clean(data, size);
		i_stream_skip(input, size);
	}
	if (input->stream_errno != 0)
		return -1;
	i_stream_seek(input, 0);
	return clean ? 1 : 0;
}

void mail_sevenbit_mask(unsigned char *data, size_t size)
{
	for (; size > 0; size--, data++) {
		if (!octet_is_clean(*data))
			*data = '?';
	}
}
