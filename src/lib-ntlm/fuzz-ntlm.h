#ifndef FUZZ_NTLM_H
#define FUZZ_NTLM_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "ntlm-crypto.h"
#include "ntlm-policy.h"

/* A libFuzzer target: the block gets const uint8_t *data and size_t size.
   libFuzzer gives it memory of its very size, so AddressSanitizer sees every
   octet read behind it. */
#define FUZZ_NTLM(data, size) \
	static void fuzz_one(const uint8_t *data, size_t size); \
	int LLVMFuzzerTestOneInput(const uint8_t *input, size_t input_size); \
	int LLVMFuzzerTestOneInput(const uint8_t *input, size_t input_size) \
	{ \
		fuzz_ntlm_init(); \
		T_BEGIN { \
			fuzz_one(input, input_size); \
		} T_END; \
		return 0; \
	} \
	static void fuzz_one(const uint8_t *data, size_t size)

static inline void fuzz_ntlm_init(void)
{
	static bool initialized = FALSE;
	const char *error;

	if (initialized)
		return;
	initialized = TRUE;
	lib_init();
	if (ntlm_crypto_init(&error) < 0)
		i_fatal("%s", error);
}

#endif
