/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef FUZZ_WIRE_H
#define FUZZ_WIRE_H

/* What the fuzz targets of the two filters share: octets of the fuzzer that
   decide what happens, and chunks of any size. */

struct fuzz_input {
	const uint8_t *data;
	size_t size, pos;
};

/* The next octet; 0 when there is none left. */
static inline unsigned int fuzz_octet(struct fuzz_input *in)
{
	return in->pos < in->size ? in->data[in->pos++] : 0;
}

/* A number of that many octets. */
static inline uint32_t fuzz_number(struct fuzz_input *in, unsigned int octets)
{
	uint32_t number = 0;

	while (octets-- > 0)
		number = number << 8 | fuzz_octet(in);
	return number;
}

static inline bool fuzz_at_end(const struct fuzz_input *in)
{
	return in->pos >= in->size;
}

/* Takes the next octets, at most size of them. */
static inline const uint8_t *
fuzz_octets(struct fuzz_input *in, size_t *size)
{
	const uint8_t *data = in->data + in->pos;

	*size = I_MIN(*size, in->size - in->pos);
	in->pos += *size;
	return data;
}

/* How a stream of octets is cut: seed 0 does not cut it. */
struct fuzz_chunks {
	uint32_t seed;
};

/* Returns a number below limit, the same ones for the same seed. */
static inline uint32_t fuzz_random(struct fuzz_chunks *chunks, uint32_t limit)
{
	chunks->seed = chunks->seed * 1664525U + 1013904223U;
	return (chunks->seed >> 8) % limit;
}

/* Returns the size of the next chunk of left octets, often a small one, if they
   are not too many for that. */
static inline size_t fuzz_chunk(struct fuzz_chunks *chunks, size_t left)
{
	static const uint32_t limits[] = { 1, 2, 7, 40, 3000, 80000 };
	size_t size;

	if (chunks->seed == 0)
		return left;
	size = 1 + fuzz_random(chunks, limits[fuzz_random(chunks,
							  N_ELEMENTS(limits))]);
	return I_MIN(I_MAX(size, left / 500), left);
}

#endif
