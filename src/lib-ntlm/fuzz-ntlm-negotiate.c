/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "fuzz-ntlm.h"
#include "ntlm-negotiate.h"

FUZZ_NTLM(data, size)
{
	struct ntlm_negotiate negotiate;
	const char *error;

	(void)ntlm_negotiate_read(data, size, &negotiate, &error);
}
