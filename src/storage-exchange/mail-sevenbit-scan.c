/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Every message that is sent passes here, most of them to be found clean: as
   many octets at a time as the processor can compare. */

#include "lib.h"
#include "istream.h"
#include "mail-sevenbit.h"

/* As signed numbers clean octets are those above 0. */
typedef signed char octets_t __attribute__((vector_size(32)));

#define BLOCK_SIZE (4 * sizeof(octets_t))

/* A message up to this size is read once, if input keeps as much. */
#define MAX_KEPT (8*1024)

static bool octet_is_clean(unsigned char c)
{
	return c > 0 && c < 128;
}

static inline bool __attribute__((always_inline))
blocks_scan(const unsigned char *data, size_t count)
{
	octets_t v0, v1, v2, v3, clean = ~(octets_t){ 0 };
	const octets_t all = clean;

	for (; count > 0; count--, data += BLOCK_SIZE) {
		memcpy(&v0, data, sizeof(v0));
		memcpy(&v1, data + sizeof(v0), sizeof(v1));
		memcpy(&v2, data + 2 * sizeof(v0), sizeof(v2));
		memcpy(&v3, data + 3 * sizeof(v0), sizeof(v3));
		clean &= (v0 > 0) & (v1 > 0) & (v2 > 0) & (v3 > 0);
	}
	return memcmp(&clean, &all, sizeof(all)) == 0;
}

#ifdef __x86_64__
/* the half of the instructions that every x86-64 needs */
static bool __attribute__((target("avx2")))
blocks_scan_avx2(const unsigned char *data, size_t count)
{
	return blocks_scan(data, count);
}

static bool blocks_are_clean(const unsigned char *data, size_t count)
{
	return __builtin_cpu_supports("avx2") ? blocks_scan_avx2(data, count) :
		blocks_scan(data, count);
}
#else
#  define blocks_are_clean blocks_scan
#endif

static bool few_are_clean(const unsigned char *data, size_t size)
{
	for (; size > 0; size--, data++) {
		if (!octet_is_clean(*data))
			return FALSE;
	}
	return TRUE;
}

bool mail_sevenbit_data_is_clean(const unsigned char *data, size_t size)
{
	if (size < BLOCK_SIZE)
		return few_are_clean(data, size);
	/* the last block may overlap the one before it */
	return blocks_are_clean(data, size / BLOCK_SIZE) &&
		blocks_are_clean(data + size - BLOCK_SIZE, 1);
}

/* Saves reading up to the end if input is a plain file. */
static bool is_whole(struct istream *input, size_t seen)
{
	uoff_t size;

	return input->readable_fd && i_stream_get_size(input, TRUE, &size) > 0 &&
		size == seen;
}

/* Looks at as much as input keeps in memory, so that it need not be read again
   when the message is sent. Returns 1 if all of the message was seen and is
   clean, 0 if what was seen is clean, -1 if not or on error. */
static int start_is_clean(struct istream *input)
{
	const unsigned char *data;
	size_t size, seen = 0;

	while (seen < MAX_KEPT) {
		if (i_stream_read(input) < 0)
			return input->stream_errno == 0 && input->eof ? 1 : -1;
		data = i_stream_get_data(input, &size);
		if (!mail_sevenbit_data_is_clean(data + seen, size - seen))
			return -1;
		seen = size;
		if (is_whole(input, seen))
			return 1;
	}
	return 0;
}

int mail_sevenbit_stream_is_clean(struct istream *input)
{
	const unsigned char *data;
	size_t size;
	bool clean = TRUE;

	if (input->v_offset > 0)
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
