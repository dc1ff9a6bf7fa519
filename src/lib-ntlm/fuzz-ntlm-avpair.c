/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "fuzz-ntlm.h"
#include "buffer.h"
#include "ntlm-avpair.h"

/* What can be read can be written, and is then the same. */
FUZZ_NTLM(data, size)
{
	struct ntlm_av_pairs pairs;
	struct ntlm_field value;
	enum ntlm_av_id id;
	const char *error;
	size_t pos = 0;
	buffer_t *copy;

	if (ntlm_av_pairs_read(data, size, &pairs, &error) < 0)
		return;
	copy = t_buffer_create(size);
	while (ntlm_av_pair_next(data, size, &pos, &id, &value, &error) > 0)
		ntlm_av_pair_write(copy, id, value.data, value.size);
	ntlm_av_pair_write(copy, NTLM_AV_EOL, "", 0);
	i_assert(copy->used == pairs.list.size &&
		 memcmp(copy->data, pairs.list.data, copy->used) == 0);
}
