#ifndef NTLM_CERTIFICATE_H
#define NTLM_CERTIFICATE_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "ntlm-protocol.h"

/* The token of the first certificate in a PEM file. Private keys and other
   blocks in the file are skipped. Returns 0, or -1 and the error. */
int ntlm_certificate_file_token(
	const char *path, unsigned char token_r[NTLM_CHANNEL_BINDING_SIZE],
	const char **error_r);

#endif
