/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* V0021: no SASL security layer. The last message of GSSAPI says which layer
   the client has chosen (RFC 4752, section 3.1). Dovecot's mechanism does not
   look. The client signs that message and does not encrypt it ("with conf_flag
   set to FALSE"), so the octet can be read here; whether the signature holds is
   for Dovecot to find out right after. */

#include "auth-delegate.h"
#include "auth-delegate-token.h"
#include "auth-request.h"
#include "compat-gssapi.h"

#define LAYER_NONE 1

static bool layer_is_none(struct auth_request *request,
			  const unsigned char *data, size_t size)
{
	uint8_t layer = LAYER_NONE;
	int ret = auth_delegate_token_layer(data, size, &layer);

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
