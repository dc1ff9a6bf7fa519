/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "fuzz-ntlm.h"
#include "ntlm-channel-binding.h"

/* The certificate that a server shows to the client half */
FUZZ_NTLM(data, size)
{
	unsigned char token[NTLM_CHANNEL_BINDING_SIZE];
	const char *error;

	(void)ntlm_channel_binding_token(data, size, token, &error);
}
