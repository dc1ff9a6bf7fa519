#ifndef NTLM_CHALLENGE_H
#define NTLM_CHALLENGE_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "ntlm-field.h"

/* CHALLENGE_MESSAGE, MS-NLMP 2.2.1.2 */
struct ntlm_challenge {
	uint32_t flags;
	unsigned char server_challenge[NTLM_CHALLENGE_SIZE];
	/* UTF-16LE or OEM, as the flags say */
	struct ntlm_field target_name;
	/* AV pairs; always there in what we write */
	struct ntlm_field target_info;
};

/* The flags of our answer to a client's (MS-NLMP 3.2.5.1.1). KEY_EXCH is never
   granted: without signing and sealing it serves nothing. */
uint32_t ntlm_challenge_flags(uint32_t negotiate_flags, bool domain_member);

/* Returns 0, or -1 and the error. */
int ntlm_challenge_read(const unsigned char *msg, size_t size,
			struct ntlm_challenge *challenge_r,
			const char **error_r);
void ntlm_challenge_write(const struct ntlm_challenge *challenge,
			  buffer_t *dest);

#endif
