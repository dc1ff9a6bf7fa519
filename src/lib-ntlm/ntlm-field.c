/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "byteorder.h"
#include "ntlm-field.h"

uint16_t ntlm_get16(const unsigned char *data, size_t pos)
{
	return le16_to_cpu_unaligned(data + pos);
}

uint32_t ntlm_get32(const unsigned char *data, size_t pos)
{
	return le32_to_cpu_unaligned(data + pos);
}

int ntlm_message_check(const unsigned char *msg, size_t size,
		       enum ntlm_message_type type, size_t min_size,
		       const char **error_r)
{
	i_assert(min_size >= NTLM_SIGNATURE_SIZE + sizeof(uint32_t));

	if (size < min_size) {
		*error_r = t_strdup_printf("message of %zu octets is shorter "
					   "than %zu", size, min_size);
		return -1;
	}
	if (memcmp(msg, NTLM_SIGNATURE, NTLM_SIGNATURE_SIZE) != 0) {
		*error_r = "signature is not NTLMSSP";
		return -1;
	}
	if (ntlm_get32(msg, NTLM_SIGNATURE_SIZE) != (uint32_t)type) {
		*error_r = t_strdup_printf("message type is %u, not %u",
			ntlm_get32(msg, NTLM_SIGNATURE_SIZE), type);
		return -1;
	}
	return 0;
}

int ntlm_field_read(const unsigned char *msg, size_t size, size_t pos,
		    size_t payload_min, struct ntlm_field *field_r,
		    const char **error_r)
{
	size_t len, offset;

	i_assert(pos + NTLM_FIELD_DESCRIPTOR_SIZE <= size);

	i_zero(field_r);
	len = ntlm_get16(msg, pos);
	offset = ntlm_get32(msg, pos + 4);
	if (len == 0)
		return 0;
	/* never offset + len: it can wrap where size_t has 32 bits */
	if (offset < payload_min || offset > size || len > size - offset) {
		*error_r = t_strdup_printf(
			"field at %zu points to %zu octets at %zu "
			"of a %zu octet message", pos, len, offset, size);
		return -1;
	}
	field_r->data = msg + offset;
	field_r->size = len;
	return 0;
}

void ntlm_put32(buffer_t *msg, size_t pos, uint32_t value)
{
	unsigned char octets[sizeof(value)];

	cpu32_to_le_unaligned(value, octets);
	buffer_write(msg, pos, octets, sizeof(octets));
}

void ntlm_message_begin(buffer_t *msg, enum ntlm_message_type type,
			size_t fixed_size)
{
	i_assert(msg->used == 0);

	buffer_append(msg, NTLM_SIGNATURE, NTLM_SIGNATURE_SIZE);
	ntlm_put32(msg, NTLM_SIGNATURE_SIZE, type);
	buffer_append_zero(msg, fixed_size - msg->used);
}

void ntlm_field_write(buffer_t *msg, size_t pos, const void *data, size_t size)
{
	unsigned char len[sizeof(uint16_t)];

	i_assert(size <= UINT16_MAX);

	cpu16_to_le_unaligned(size, len);
	buffer_write(msg, pos, len, sizeof(len));
	buffer_write(msg, pos + 2, len, sizeof(len));
	ntlm_put32(msg, pos + 4, msg->used);
	buffer_append(msg, data, size);
}
