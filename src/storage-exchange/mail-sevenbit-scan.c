/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Every message that is sent passes here, most of them to be found clean: as
   many octets at a time as the processor can compare. */

#include "lib.h"
#include "istream.h"
#include "mail-sevenbit.h"

#ifdef __x86_64__
#  include <immintrin.h>
#endif

/* As signed numbers clean octets are those above 0. */
typedef signed char octets_t __attribute__((vector_size(16)));

#define BLOCK_SIZE 128

/* A message up to this size is read once, if input keeps as much. */
#define MAX_KEPT (8*1024)

static bool octet_is_clean(unsigned char c)
{
	return c > 0 && c < 128;
}

static octets_t block_scan(const unsigned char *data)
{
	octets_t octets, clean = ~(octets_t){ 0 };
	unsigned int i;

	for (i = 0; i < BLOCK_SIZE; i += sizeof(octets)) {
		memcpy(&octets, data + i, sizeof(octets));
		clean &= octets > 0;
	}
	return clean;
}

/* size is that of a block at least: the last one may overlap the one before
   it. */
static bool __attribute__((noinline))
blocks_scan(const unsigned char *data, size_t size)
{
	const octets_t all = ~(octets_t){ 0 };
	octets_t clean = block_scan(data + size - BLOCK_SIZE);

	for (; size >= BLOCK_SIZE; size -= BLOCK_SIZE, data += BLOCK_SIZE)
		clean &= block_scan(data);
	return memcmp(&clean, &all, sizeof(all)) == 0;
}

#ifdef __x86_64__
static inline __m256i __attribute__((target("avx2"), always_inline))
block_scan_avx2(const unsigned char *data, __m256i least)
{
	const __m256i *v = (const void *)data;

	least = _mm256_min_epi8(least, _mm256_loadu_si256(v));
	least = _mm256_min_epi8(least, _mm256_loadu_si256(v + 1));
	least = _mm256_min_epi8(least, _mm256_loadu_si256(v + 2));
	return _mm256_min_epi8(least, _mm256_loadu_si256(v + 3));
}

/* a quarter of the instructions that every x86-64 needs */
static bool __attribute__((target("avx2")))
blocks_scan_avx2(const unsigned char *data, size_t size)
{
	const unsigned char *last = data + size - BLOCK_SIZE;
	__m256i least = block_scan_avx2(last, _mm256_set1_epi8(127));

	for (; data < last; data += BLOCK_SIZE)
		least = block_scan_avx2(data, least);
	least = _mm256_cmpgt_epi8(least, _mm256_setzero_si256());
	return _mm256_movemask_epi8(least) == -1;
}

static bool blocks_are_clean(const unsigned char *data, size_t size)
{
	return __builtin_cpu_supports("avx2") ? blocks_scan_avx2(data, size) :
		blocks_scan(data, size);
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
	return blocks_are_clean(data, size);
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
