/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "ntlm-negotiate.h"

/* Signature, type, flags; some clients end here. */
#define NEGOTIATE_MIN_SIZE 16
#define NEGOTIATE_FLAGS_POS 12
#define NEGOTIATE_DOMAIN_POS 16
#define NEGOTIATE_WORKSTATION_POS 24
/* With Version, which we leave zero */
#define NEGOTIATE_WRITE_SIZE 40

int ntlm_negotiate_read(const unsigned char *msg, size_t size,
			struct ntlm_negotiate *negotiate_r,
			const char **error_r)
{
	i_zero(negotiate_r);
	if (ntlm_message_check(msg, size, NTLM_MESSAGE_NEGOTIATE,
			       NEGOTIATE_MIN_SIZE, error_r) < 0)
		return -1;
	negotiate_r->flags = ntlm_get32(msg, NEGOTIATE_FLAGS_POS);
	/* NEGOTIATE_NTLM is not asked for: python3-ntlm-auth omits it */
	if ((negotiate_r->flags &
	     (NTLM_NEGOTIATE_UNICODE | NTLM_NEGOTIATE_OEM)) == 0) {
		/* MS-NLMP 2.2.2.5 A, B: SEC_E_INVALID_TOKEN */
		*error_r = "client offers neither Unicode nor OEM";
		return -1;
	}
	return 0;
}

void ntlm_negotiate_write(const struct ntlm_negotiate *negotiate,
			  buffer_t *dest)
{
	ntlm_message_begin(dest, NTLM_MESSAGE_NEGOTIATE, NEGOTIATE_WRITE_SIZE);
	ntlm_put32(dest, NEGOTIATE_FLAGS_POS, negotiate->flags);
	ntlm_field_write(dest, NEGOTIATE_DOMAIN_POS, "", 0);
	ntlm_field_write(dest, NEGOTIATE_WORKSTATION_POS, "", 0);
}
