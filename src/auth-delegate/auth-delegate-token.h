/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUTH_DELEGATE_TOKEN_H
#define AUTH_DELEGATE_TOKEN_H

/* Reads the security layer that the last message of a GSSAPI client asks for
   (RFC 4752, section 3.1): the first octet of the text in a Wrap token of RFC
   4121, section 4.2.6.2, or of RFC 1964, section 1.2.2. Whether it is signed is
   not looked at. Returns 1, 0 if data is no such token, -1 if it is encrypted
   or too short. */
int auth_delegate_token_layer(const unsigned char *data, size_t size,
			      uint8_t *layer_r);

#endif
