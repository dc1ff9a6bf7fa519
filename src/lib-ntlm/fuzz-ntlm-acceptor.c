/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "fuzz-ntlm.h"
#include "buffer.h"
#include "ntlm-acceptor-private.h"
#include "ntlm-unicode.h"

/* Input: an octet of policy, the length of the first message (2 octets,
   little-endian), the messages. The challenge is always the same, so that a
   right response can be in the seeds. */
#define POLICY_REQUIRE_MIC 0x01
#define POLICY_V1 0x06
#define POLICY_TARGET 0x18
#define POLICY_DOMAIN 0x60
/* put the right proof into an NTLMv2 response, to come to what is behind it */
#define POLICY_REPAIR 0x80

static void fuzz_policy(unsigned int octet, struct ntlm_policy *policy_r)
{
	static const char *const map[] = { "DOM=example.org", NULL };

	ntlm_policy_init(policy_r);
	policy_r->netbios_computer = "MAILSRV";
	policy_r->dns_computer = "mail.example.org";
	policy_r->domain_map = map;
	policy_r->require_mic = (octet & POLICY_REQUIRE_MIC) != 0;
	policy_r->v1 = ((octet & POLICY_V1) >> 1) % 3;
	policy_r->target_name = ((octet & POLICY_TARGET) >> 3) % 3;
	policy_r->domain = ((octet & POLICY_DOMAIN) >> 5) % 3;
}

static void repair_proof(struct ntlm_acceptor *acceptor,
			 const unsigned char hash[NTLM_HASH_SIZE])
{
	const struct ntlm_field *temp = &acceptor->response.temp;
	const struct ntlm_field *domain = &acceptor->authenticate.domain;
	struct ntlm_field user;
	unsigned char ntowf[NTLM_HASH_SIZE];
	buffer_t *upper = t_buffer_create(64);

	if (acceptor->response.variant != NTLM_VARIANT_V2 ||
	    (acceptor->flags & NTLM_NEGOTIATE_UNICODE) == 0)
		return;
	ntlm_utf16_upcase(acceptor->authenticate.user.data,
			  acceptor->authenticate.user.size,
			  NTLM_UPCASE_SIMPLE, upper);
	user.data = upper->data;
	user.size = upper->used;
	ntlm_ntowf_v2(hash, &user, domain, ntowf);
	ntlm_proof_v2(ntowf, acceptor->server_challenge, temp->data,
		      temp->size, (unsigned char *)acceptor->response.proof);
}

static void check_verdict(const struct ntlm_acceptor *acceptor, bool accepted)
{
	const struct ntlm_verdict *verdict = ntlm_acceptor_verdict(acceptor);
	const struct ntlm_policy *policy = acceptor->policy;

	i_assert(accepted == (verdict->reason == NTLM_REASON_ACCEPTED));
	i_assert(*verdict->username != '\0');
	if (!accepted)
		return;
	i_assert(!policy->require_mic || verdict->mic == NTLM_VERIFIED);
	i_assert(verdict->mic != NTLM_BAD);
	i_assert(policy->target_name != NTLM_CHECK_REQUIRE ||
		 verdict->target == NTLM_VERIFIED);
	i_assert(verdict->variant == NTLM_VARIANT_V2 ||
		 policy->v1 != NTLM_V1_NO);
	i_assert(verdict->variant != NTLM_VARIANT_V1 ||
		 policy->v1 == NTLM_V1_YES);
}

FUZZ_NTLM(data, size)
{
	static const unsigned char fixed[NTLM_CHALLENGE_SIZE] = {
		0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef
	};
	static const struct ntlm_acceptor_params params = {
		.secured = TRUE,
		.server_challenge = fixed,
		.timestamp = fixed,
	};
	unsigned char hash[NTLM_HASH_SIZE];
	struct ntlm_policy policy;
	struct ntlm_acceptor *acceptor;
	struct ntlm_field reply;
	size_t first;
	pool_t pool;

	if (size < 3)
		return;
	fuzz_policy(data[0], &policy);
	first = I_MIN(ntlm_get16(data, 1), size - 3);
	pool = pool_alloconly_create("fuzz", 4096);
	acceptor = ntlm_acceptor_create(pool, &policy, &params);
	if (ntlm_acceptor_input(acceptor, data + 3, first, &reply) ==
	    NTLM_ACCEPTOR_SEND &&
	    ntlm_acceptor_input(acceptor, data + 3 + first, size - 3 - first,
				&reply) == NTLM_ACCEPTOR_LOOKUP) {
		if (ntlm_ntowf_v1("Password", hash) < 0)
			i_unreached();
		if ((data[0] & POLICY_REPAIR) != 0)
			repair_proof(acceptor, hash);
		check_verdict(acceptor, ntlm_acceptor_finish(acceptor, hash));
	}
	i_assert(ntlm_acceptor_input(acceptor, data, size, &reply) ==
		 NTLM_ACCEPTOR_FAIL || acceptor->state !=
		 NTLM_STATE_DONE);
	pool_unref(&pool);
}
