#ifndef NTLM_ACCEPTOR_H
#define NTLM_ACCEPTOR_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "ntlm-policy.h"
#include "ntlm-verdict.h"

/* The server half of one NTLM exchange, MS-NLMP 3.2.5.1 without sealing:

   NEGOTIATE ->              ntlm_acceptor_input() = SEND
             <- CHALLENGE
   AUTHENTICATE ->           ntlm_acceptor_input() = LOOKUP
   NT hash of the user ->    ntlm_acceptor_finish() = accepted or not

   Any message out of this order, or wrong in itself, ends the exchange. One
   acceptor serves one exchange; nothing is kept from one to the next. Call
   ntlm_crypto_init() once before the first. */
struct ntlm_acceptor;

struct ntlm_acceptor_params {
	/* TLS, or what the operator holds to be as good */
	bool secured;

	/* For tests; otherwise NULL: random octets, and the time. */
	const unsigned char *server_challenge;
	const unsigned char *timestamp;
};

enum ntlm_acceptor_next {
	/* send the reply to the client */
	NTLM_ACCEPTOR_SEND,
	/* find the NT hash of verdict->username, then finish */
	NTLM_ACCEPTOR_LOOKUP,
	/* refused: verdict->reason says why */
	NTLM_ACCEPTOR_FAIL,
};

/* The policy must outlive the acceptor. Lives in the pool, to which it adds
   some 2 kB and the messages. */
struct ntlm_acceptor *
ntlm_acceptor_create(pool_t pool, const struct ntlm_policy *policy,
		     const struct ntlm_acceptor_params *params);

/* Take a message of the client. With SEND, reply_r is what to answer; it lives
   in the acceptor's pool. */
enum ntlm_acceptor_next
ntlm_acceptor_input(struct ntlm_acceptor *acceptor,
		    const unsigned char *data, size_t size,
		    struct ntlm_field *reply_r);

/* Judge with the NT hash of the user, or with NULL if there is none: that
   takes as long and fails. Only after LOOKUP, and only once.
   Returns TRUE if the login is accepted. */
bool ntlm_acceptor_finish(struct ntlm_acceptor *acceptor,
			  const unsigned char *nt_hash);

/* What is known so far; complete after FAIL and finish. */
const struct ntlm_verdict *
ntlm_acceptor_verdict(const struct ntlm_acceptor *acceptor);

#endif
