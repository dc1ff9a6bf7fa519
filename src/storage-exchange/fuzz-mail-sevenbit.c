/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "istream.h"
#include "ostream.h"
#include "mail-sevenbit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static buffer_t *convert(const unsigned char *data, size_t size)
{
	struct istream *input = i_stream_create_from_data(data, size);
	buffer_t *buf = buffer_create_dynamic(default_pool, 1024);
	struct ostream *output = o_stream_create_buffer(buf);

	if (mail_sevenbit_convert(input, output) < 0)
		i_unreached();
	o_stream_destroy(&output);
	i_stream_unref(&input);
	return buf;
}

/* What comes out is 7-bit, and can be read again. */
static void fuzz_one(const unsigned char *data, size_t size)
{
	buffer_t *once = convert(data, size);
	buffer_t *twice = convert(once->data, once->used);

	i_assert(mail_sevenbit_data_is_clean(once->data, once->used));
	i_assert(mail_sevenbit_data_is_clean(twice->data, twice->used));
	buffer_free(&once);
	buffer_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool initialized = FALSE;

	if (!initialized) {
		initialized = TRUE;
		lib_init();
	}
	T_BEGIN {
		fuzz_one(data, size);
	} T_END;
	return 0;
}
