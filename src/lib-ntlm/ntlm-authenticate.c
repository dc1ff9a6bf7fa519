/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "ntlm-authenticate.h"

#define AUTHENTICATE_FLAGS_POS 60
/* Fields and flags. Messages of 52 octets are of the last century. */
#define AUTHENTICATE_MIN_SIZE 64
#define AUTHENTICATE_MIC_POS (AUTHENTICATE_MIN_SIZE + NTLM_VERSION_SIZE)
/* Clients without NEGOTIATE_VERSION may leave Version out but not the MIC. */
#define AUTHENTICATE_MIC_POS_NO_VERSION AUTHENTICATE_MIN_SIZE

static const struct {
	size_t pos;
	size_t offset;
} authenticate_fields[] = {
#define FIELD(pos, member) \
	{ pos, offsetof(struct ntlm_authenticate, member) }
	FIELD(12, lm),
	FIELD(20, nt),
	FIELD(28, domain),
	FIELD(36, user),
	FIELD(44, workstation),
	FIELD(52, session_key),
#undef FIELD
};

static size_t mic_find(size_t payload_begin)
{
	if (payload_begin >= AUTHENTICATE_MIC_POS + NTLM_MIC_SIZE)
		return AUTHENTICATE_MIC_POS;
	if (payload_begin == AUTHENTICATE_MIC_POS_NO_VERSION + NTLM_MIC_SIZE)
		return AUTHENTICATE_MIC_POS_NO_VERSION;
	return 0;
}

int ntlm_authenticate_read(const unsigned char *msg, size_t size,
			   struct ntlm_authenticate *authenticate_r,
			   const char **error_r)
{
	struct ntlm_field *field;
	size_t payload_begin = size;
	unsigned int i;

	i_zero(authenticate_r);
	if (ntlm_message_check(msg, size, NTLM_MESSAGE_AUTHENTICATE,
			       AUTHENTICATE_MIN_SIZE, error_r) < 0)
		return -1;
	for (i = 0; i < N_ELEMENTS(authenticate_fields); i++) {
		field = PTR_OFFSET(authenticate_r,
				   authenticate_fields[i].offset);
		if (ntlm_field_read(msg, size, authenticate_fields[i].pos,
				    AUTHENTICATE_MIN_SIZE, field, error_r) < 0)
			return -1;
		if (field->size > 0)
			payload_begin = I_MIN(payload_begin,
					      (size_t)(field->data - msg));
	}
	authenticate_r->flags = ntlm_get32(msg, AUTHENTICATE_FLAGS_POS);
	authenticate_r->mic_offset = mic_find(payload_begin);
	return 0;
}

size_t ntlm_authenticate_write(const struct ntlm_authenticate *authenticate,
			       bool with_mic, buffer_t *dest)
{
	const struct ntlm_field *field;
	size_t fixed_size = AUTHENTICATE_MIC_POS;
	unsigned int i;

	if (with_mic)
		fixed_size += NTLM_MIC_SIZE;
	ntlm_message_begin(dest, NTLM_MESSAGE_AUTHENTICATE, fixed_size);
	for (i = 0; i < N_ELEMENTS(authenticate_fields); i++) {
		field = CONST_PTR_OFFSET(authenticate,
					 authenticate_fields[i].offset);
		ntlm_field_write(dest, authenticate_fields[i].pos,
				 field->data, field->size);
	}
	ntlm_put32(dest, AUTHENTICATE_FLAGS_POS, authenticate->flags);
	return with_mic ? AUTHENTICATE_MIC_POS : 0;
}
