#ifndef NTLM_ACCEPTOR_PRIVATE_H
#define NTLM_ACCEPTOR_PRIVATE_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "ntlm-acceptor.h"

/* A state is what can be received in it. */
enum ntlm_acceptor_state {
	NTLM_STATE_NEGOTIATE,
	NTLM_STATE_AUTHENTICATE,
	NTLM_STATE_HASH,
	NTLM_STATE_DONE,
};

struct ntlm_acceptor {
	pool_t pool;
	const struct ntlm_policy *policy;
	enum ntlm_acceptor_state state;
	bool secured;

	/* of our CHALLENGE */
	uint32_t flags;
	unsigned char server_challenge[NTLM_CHALLENGE_SIZE];
	unsigned char timestamp[NTLM_TIMESTAMP_SIZE];

	/* the exact octets of the three messages, for the MIC */
	struct ntlm_field negotiate_msg, challenge_msg, authenticate_msg;

	struct ntlm_authenticate authenticate;
	struct ntlm_response response;
	struct ntlm_verdict verdict;
};

/* Does the response prove the hash? On success of NTLMv2 also the session
   key, otherwise left alone. */
bool ntlm_acceptor_verify_response(
	const struct ntlm_acceptor *acceptor,
	const unsigned char nt_hash[NTLM_HASH_SIZE],
	unsigned char session_key_r[NTLM_HASH_SIZE]);

/* What the proof covers, and the MIC: everything that policy can want of a
   login with the right password. Fills in the verdict.
   Returns NTLM_REASON_ACCEPTED or the first thing that is wrong. */
enum ntlm_reason
ntlm_acceptor_check_pairs(struct ntlm_acceptor *acceptor,
			  const unsigned char session_key[NTLM_HASH_SIZE]);

#endif
