/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* What gss_wrap() of the Kerberos mechanism makes without encryption: a header,
   the text in clear, a checksum. The octets come from anybody. */

#include "lib.h"
#include "auth-delegate-token.h"

/* RFC 4121, section 4.2.6.2 */
#define CFX_HEADER_SIZE 16
#define CFX_FLAG_SEALED 0x02
/* RFC 1964, section 1.2.2: up to the checksum, and the confounder */
#define OLD_HEADER_SIZE 16
#define OLD_CONFOUNDER_SIZE 8

/* Takes what RFC 2743, section 3.1 puts around some tokens. */
static void
token_unframe(const unsigned char **data, size_t *size)
{
	size_t pos = 2;

	if (*size < 4 || (*data)[0] != 0x60)
		return;
	if (((*data)[1] & 0x80) != 0)
		pos += (*data)[1] & 0x7f;
	/* OBJECT IDENTIFIER of the mechanism */
	if (pos + 2 > *size || (*data)[pos] != 0x06 ||
	    (*data)[pos + 1] > *size - pos - 2)
		return;
	pos += 2 + (*data)[pos + 1];
	*data += pos;
	*size -= pos;
}

static int cfx_layer(const unsigned char *data, size_t size, uint8_t *layer_r)
{
	size_t extra, rotation;

	if (size < CFX_HEADER_SIZE || (data[2] & CFX_FLAG_SEALED) != 0)
		return -1;
	extra = data[4] << 8 | data[5];
	rotation = data[6] << 8 | data[7];
	data += CFX_HEADER_SIZE;
	size -= CFX_HEADER_SIZE;
	/* text and checksum, turned to the right */
	if (size <= extra)
		return -1;
	*layer_r = data[rotation % size];
	return 1;
}

static int old_layer(const unsigned char *data, size_t size, uint8_t *layer_r)
{
	size_t pos = OLD_HEADER_SIZE + OLD_CONFOUNDER_SIZE;

	if (size < OLD_HEADER_SIZE || data[4] != 0xff || data[5] != 0xff)
		return -1;
	/* SGN_ALG: HMAC SHA1 DES3-KD or another with 8 octets */
	pos += data[2] == 0x04 ? 20 : 8;
	if (size <= pos)
		return -1;
	*layer_r = data[pos];
	return 1;
}

int auth_delegate_token_layer(const unsigned char *data, size_t size,
			      uint8_t *layer_r)
{
	token_unframe(&data, &size);
	if (size < 2)
		return 0;
	if (data[0] == 0x05 && data[1] == 0x04)
		return cfx_layer(data, size, layer_r);
	if (data[0] == 0x02 && data[1] == 0x01)
		return old_layer(data, size, layer_r);
	return 0;
}
