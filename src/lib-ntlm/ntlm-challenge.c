/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "ntlm-challenge.h"

#define CHALLENGE_TARGET_NAME_POS 12
#define CHALLENGE_FLAGS_POS 20
#define CHALLENGE_NONCE_POS 24
/* 8 reserved octets */
#define CHALLENGE_TARGET_INFO_POS 40
#define CHALLENGE_VERSION_POS 48
#define CHALLENGE_FIXED_SIZE 56
/* Servers without TARGET_INFO may end their message here. */
#define CHALLENGE_MIN_SIZE 32

/* Windows 7 and later end the login when 128 is not echoed
   (NtlmMinClientSec 0x20000000), and SIGN must be returned when sent. */
#define CHALLENGE_ECHO_FLAGS \
	(NTLM_EXTENDED_SESSIONSECURITY | NTLM_NEGOTIATE_128 | \
	 NTLM_NEGOTIATE_56 | NTLM_NEGOTIATE_VERSION | NTLM_NEGOTIATE_SIGN | \
	 NTLM_NEGOTIATE_SEAL)

/* Windows 6.1.7601, NTLM revision 15: what a server of Exchange 2010's days
   says. It is diagnostic only (MS-NLMP 2.2.2.10). */
static const unsigned char challenge_version[NTLM_VERSION_SIZE] = {
	0x06, 0x01, 0xb1, 0x1d, 0x00, 0x00, 0x00, 0x0f,
};

uint32_t ntlm_challenge_flags(uint32_t negotiate_flags, bool domain_member)
{
	uint32_t flags = NTLM_NEGOTIATE_NTLM | NTLM_REQUEST_TARGET |
		NTLM_NEGOTIATE_TARGET_INFO | NTLM_NEGOTIATE_ALWAYS_SIGN;

	flags |= domain_member ? NTLM_TARGET_TYPE_DOMAIN :
		NTLM_TARGET_TYPE_SERVER;
	flags |= (negotiate_flags & NTLM_NEGOTIATE_UNICODE) != 0 ?
		NTLM_NEGOTIATE_UNICODE : NTLM_NEGOTIATE_OEM;
	return flags | (negotiate_flags & CHALLENGE_ECHO_FLAGS);
}

int ntlm_challenge_read(const unsigned char *msg, size_t size,
			struct ntlm_challenge *challenge_r,
			const char **error_r)
{
	i_zero(challenge_r);
	if (ntlm_message_check(msg, size, NTLM_MESSAGE_CHALLENGE,
			       CHALLENGE_MIN_SIZE, error_r) < 0)
		return -1;
	challenge_r->flags = ntlm_get32(msg, CHALLENGE_FLAGS_POS);
	memcpy(challenge_r->server_challenge, msg + CHALLENGE_NONCE_POS,
	       NTLM_CHALLENGE_SIZE);
	if (ntlm_field_read(msg, size, CHALLENGE_TARGET_NAME_POS,
			    CHALLENGE_MIN_SIZE, &challenge_r->target_name,
			    error_r) < 0)
		return -1;
	if ((challenge_r->flags & NTLM_NEGOTIATE_TARGET_INFO) == 0)
		return 0;
	if (size < CHALLENGE_VERSION_POS) {
		*error_r = "message ends before its target information";
		return -1;
	}
	return ntlm_field_read(msg, size, CHALLENGE_TARGET_INFO_POS,
			       CHALLENGE_VERSION_POS,
			       &challenge_r->target_info, error_r);
}

void ntlm_challenge_write(const struct ntlm_challenge *challenge,
			  buffer_t *dest)
{
	ntlm_message_begin(dest, NTLM_MESSAGE_CHALLENGE, CHALLENGE_FIXED_SIZE);
	ntlm_field_write(dest, CHALLENGE_TARGET_NAME_POS,
			 challenge->target_name.data,
			 challenge->target_name.size);
	ntlm_put32(dest, CHALLENGE_FLAGS_POS, challenge->flags);
	buffer_write(dest, CHALLENGE_NONCE_POS, challenge->server_challenge,
		     NTLM_CHALLENGE_SIZE);
	ntlm_field_write(dest, CHALLENGE_TARGET_INFO_POS,
			 challenge->target_info.data,
			 challenge->target_info.size);
	if ((challenge->flags & NTLM_NEGOTIATE_VERSION) != 0) {
		buffer_write(dest, CHALLENGE_VERSION_POS, challenge_version,
			     sizeof(challenge_version));
	}
}
