#ifndef NTLM_FIELD_H
#define NTLM_FIELD_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "ntlm-protocol.h"

/* Octets inside a message. size 0 means absent; data may then be NULL. */
struct ntlm_field {
	const unsigned char *data;
	size_t size;
};

/* Octets of one Len/MaxLen/Offset descriptor (MS-NLMP 2.2.1) */
#define NTLM_FIELD_DESCRIPTOR_SIZE 8

/* The little-endian number at pos; the caller has checked the bounds. */
uint16_t ntlm_get16(const unsigned char *data, size_t pos);
uint32_t ntlm_get32(const unsigned char *data, size_t pos);

/* Check signature, type and least size of a message.
   Returns 0, or -1 and the error. */
int ntlm_message_check(const unsigned char *msg, size_t size,
		       enum ntlm_message_type type, size_t min_size,
		       const char **error_r);

/* Follow the descriptor at pos. The caller has checked that the descriptor
   itself lies inside the message. MaxLen is ignored, and so is the offset of an
   empty field (Evolution points it outside the message). A field that starts
   before payload_min, i.e. inside the fixed part, is refused: no client does
   that, and Exim's CVE-2023-42114 did.
   Returns 0, or -1 and the error. */
int ntlm_field_read(const unsigned char *msg, size_t size, size_t pos,
		    size_t payload_min, struct ntlm_field *field_r,
		    const char **error_r);

/* Write a message of fixed_size octets, all zero behind signature and type. */
void ntlm_message_begin(buffer_t *msg, enum ntlm_message_type type,
			size_t fixed_size);
/* Append the octets to the message and describe them at pos. */
void ntlm_field_write(buffer_t *msg, size_t pos, const void *data, size_t size);
void ntlm_put32(buffer_t *msg, size_t pos, uint32_t value);

#endif
