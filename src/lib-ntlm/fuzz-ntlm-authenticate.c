/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "fuzz-ntlm.h"
#include "ntlm-response.h"

static void check_inside(const uint8_t *data, size_t size,
			 const struct ntlm_field *field)
{
	i_assert(field->size == 0 ||
		 (field->data >= data && field->size <= size &&
		  (size_t)(field->data - data) <= size - field->size));
}

FUZZ_NTLM(data, size)
{
	struct ntlm_authenticate authenticate;
	struct ntlm_response response;
	const char *error;

	if (ntlm_authenticate_read(data, size, &authenticate, &error) < 0)
		return;
	check_inside(data, size, &authenticate.lm);
	check_inside(data, size, &authenticate.nt);
	check_inside(data, size, &authenticate.user);
	check_inside(data, size, &authenticate.domain);
	check_inside(data, size, &authenticate.workstation);
	check_inside(data, size, &authenticate.session_key);
	i_assert(authenticate.mic_offset == 0 ||
		 authenticate.mic_offset + NTLM_MIC_SIZE <= size);
	if (ntlm_response_read(&authenticate, authenticate.flags, &response,
			       &error) < 0)
		return;
	check_inside(data, size, &response.temp);
	check_inside(data, size, &response.pairs.list);
}
