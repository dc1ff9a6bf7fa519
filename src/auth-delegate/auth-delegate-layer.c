/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* V0021: no SASL security layer. The last message of GSSAPI says which layer
   the client has chosen (RFC 4752, section 3.1). Dovecot's mechanism does not
   look. The client signs that message and does not encrypt it ("with conf_flag
   set to FALSE"), so the octet can be read here; whether the signature holds is
   for Dovecot to find out right after. */

#include "auth-delegate.h"
#include "auth-request.h"
#include "compat-gssapi.h"

#define LAYER_NONE 1

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

int auth_delegate_layer_get(const unsigned char *data, size_t size,
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

static bool layer_is_none(struct auth_request *request,
			  const unsigned char *data, size_t size)
{
	uint8_t layer = LAYER_NONE;
	int ret = auth_delegate_layer_get(data, size, &layer);

	if ((ret >= 0 && layer == LAYER_NONE) ||
	    !auth_delegate_has(request, EXCHANGE_NO_SECURITY_LAYER))
		return TRUE;
	if (ret < 0) {
		e_info(request->event, AUTH_DELEGATE_NAME ": the client's "
		       "choice of a GSSAPI security layer cannot be read");
	} else {
		e_info(request->event, AUTH_DELEGATE_NAME ": the client chose "
		       "GSSAPI security layer 0x%02x, which was not offered",
		       layer);
	}
	return FALSE;
}

void auth_delegate_layer_init(void)
{
	compat_gssapi_guard(layer_is_none);
}
