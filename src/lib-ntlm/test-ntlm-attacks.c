/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "byteorder.h"
#include "test-common.h"
#include "ntlm-crypto.h"
#include "ntlm-policy.h"
#include "test-ntlm-spoil.h"

/* Well-formed messages that must not get in all the same */

/* gss-ntlmssp #60; MS-NLMP would let the anonymous in */
static void test_anonymous(void)
{
	struct test_exchange exchange;
	buffer_t *msg;

	test_begin("AUTHENTICATE: anonymous, LM only");
	spoil_begin(&exchange, NULL, TRUE);
	msg = exchange.authenticate;
	put32(msg, POS_FLAGS, le32_to_cpu_unaligned(
		CONST_PTR_OFFSET(msg->data, POS_FLAGS)) | NTLM_ANONYMOUS);
	test_reason(spoil_end(&exchange), ANONYMOUS);
	/* no user, no NT; LM empty or Z(1) */
	spoil_begin(&exchange, NULL, TRUE);
	msg = exchange.authenticate;
	put16(msg, POS_USER, 0);
	put16(msg, POS_NT, 0);
	put16(msg, POS_LM, 0);
	test_reason(spoil_end(&exchange), ANONYMOUS);
	spoil_begin(&exchange, NULL, TRUE);
	msg = exchange.authenticate;
	put16(msg, POS_USER, 0);
	put16(msg, POS_NT, 0);
	put16(msg, POS_LM, 1);
	test_reason(spoil_end(&exchange), ANONYMOUS);
	/* a user without responses, with LM only */
	spoil_begin(&exchange, NULL, TRUE);
	msg = exchange.authenticate;
	put16(msg, POS_NT, 0);
	put16(msg, POS_LM, 0);
	test_reason(spoil_end(&exchange), NO_RESPONSE);
	spoil_begin(&exchange, NULL, TRUE);
	put16(exchange.authenticate, POS_NT, 0);
	test_reason(spoil_end(&exchange), LM);
	test_end();
}

/* CVE-2019-1338: a good LMv2 response in place of a bad NTLMv2 response would
   do away with MIC and channel binding. */
static void test_lmv2(void)
{
	struct test_exchange exchange;
	unsigned char hash[16], ntowf[16], lm[24], *octets;
	struct ntlm_field user = test_utf16("ALICE"), domain = test_utf16("DOM");
	buffer_t *msg;
	unsigned int i;

	test_begin("AUTHENTICATE: right LMv2, wrong or no NTLMv2");
	test_assert(ntlm_ntowf_v1("Password", hash) == 0);
	ntlm_ntowf_v2(hash, &user, &domain, ntowf);
	for (i = 0; i < 2; i++) {
		spoil_begin(&exchange, NULL, TRUE);
		msg = exchange.authenticate;
		memset(lm, 0xaa, sizeof(lm));
		ntlm_proof_v2(ntowf, exchange.acceptor->server_challenge,
			      lm + 16, 8, lm);
		buffer_write(msg, field_offset(msg, POS_LM), lm, sizeof(lm));
		if (i == 0) {
			/* whatever the proof is, it is another now */
			octets = buffer_get_modifiable_data(msg, NULL);
			octets[field_offset(msg, POS_NT)] ^= 0x01;
			test_reason(spoil_end(&exchange), PASSWORD);
		} else {
			put16(msg, POS_NT, 0);
			test_reason(spoil_end(&exchange), LM);
		}
	}
	test_end();
}

/* CVE-2019-1040 and its kin */
static void test_mic(void)
{
	struct test_exchange exchange;
	buffer_t *msg;

	test_begin("AUTHENTICATE: MIC");
	spoil_begin(&exchange, NULL, TRUE);
	buffer_write_zero(exchange.authenticate, POS_MIC, NTLM_MIC_SIZE);
	test_reason(spoil_end(&exchange), MIC);
	/* no room for a MIC: a field begins where it was */
	spoil_begin(&exchange, NULL, TRUE);
	msg = exchange.authenticate;
	put16(msg, POS_WORKSTATION, 2);
	put32(msg, POS_WORKSTATION + 4, POS_MIC);
	test_reason(spoil_end(&exchange), MIC);
	/* KEY_EXCH put in, and octets added behind */
	spoil_begin(&exchange, NULL, TRUE);
	msg = exchange.authenticate;
	put32(msg, POS_FLAGS, le32_to_cpu_unaligned(
		CONST_PTR_OFFSET(msg->data, POS_FLAGS)) ^
		NTLM_NEGOTIATE_KEY_EXCH);
	test_reason(spoil_end(&exchange), MIC);
	spoil_begin(&exchange, NULL, TRUE);
	buffer_append_c(exchange.authenticate, '\0');
	test_reason(spoil_end(&exchange), MIC);
	test_end();
}

/* The weaker variants with right responses: never by default */
static void test_downgrade(void)
{
	static const struct {
		enum ntlm_v1_policy policy;
		bool secured;
		enum ntlm_reason v1, session;
	} tests[] = {
		{ NTLM_V1_NO, TRUE, NTLM_REASON_V1, NTLM_REASON_V1_SESSION },
		{ NTLM_V1_SESSION, TRUE, NTLM_REASON_V1, NTLM_REASON_ACCEPTED },
		{ NTLM_V1_YES, TRUE, NTLM_REASON_ACCEPTED,
		  NTLM_REASON_ACCEPTED },
		{ NTLM_V1_SESSION, FALSE, NTLM_REASON_V1, NTLM_REASON_V1_TLS },
		{ NTLM_V1_YES, FALSE, NTLM_REASON_V1_TLS, NTLM_REASON_V1_TLS },
	};
	struct test_exchange exchange;
	struct ntlm_policy policy;
	unsigned char hash[16], response[24];
	static const unsigned char nonce[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	unsigned int i, session;
	buffer_t *msg;

	test_begin("AUTHENTICATE: NTLMv1 and NTLM2 session response");
	test_assert(ntlm_ntowf_v1("Password", hash) == 0);
	test_policy(&policy);
	for (i = 0; i < 2 * N_ELEMENTS(tests); i++) {
		session = i % 2;
		policy.v1 = tests[i / 2].policy;
		spoil_begin(&exchange, &policy, tests[i / 2].secured);
		msg = exchange.authenticate;
		const unsigned char *challenge =
			exchange.acceptor->server_challenge;
		if (session != 0) {
			ntlm_response_v1_session(hash, challenge, nonce,
						 response);
			buffer_write(msg, field_offset(msg, POS_LM), nonce, 8);
		} else {
			ntlm_response_v1(hash, challenge, response);
			buffer_write(msg, field_offset(msg, POS_LM), response,
				     24);
		}
		test_assert_idx(field_len(msg, POS_LM) == 24, i);
		buffer_write(msg, field_offset(msg, POS_NT), response, 24);
		put16(msg, POS_NT, 24);
		test_assert_idx(spoil_end(&exchange) == (session != 0 ?
				tests[i / 2].session : tests[i / 2].v1), i);
	}
	/* they carry no proof of MIC, channel or target: what is required
	   cannot be had by using them */
	policy.v1 = NTLM_V1_YES;
	policy.require_mic = TRUE;
	spoil_begin(&exchange, &policy, TRUE);
	msg = exchange.authenticate;
	ntlm_response_v1(hash, exchange.acceptor->server_challenge, response);
	buffer_write(msg, field_offset(msg, POS_LM), response, 24);
	buffer_write(msg, field_offset(msg, POS_NT), response, 24);
	put16(msg, POS_NT, 24);
	test_reason(spoil_end(&exchange), MIC_ABSENT);
	test_end();
}

/* Responses that overlap, all of the message as one field */
static void test_overlap(void)
{
	struct test_exchange exchange;
	buffer_t *msg;
	enum ntlm_reason reason;

	test_begin("AUTHENTICATE: overlapping fields");
	spoil_begin(&exchange, NULL, TRUE);
	msg = exchange.authenticate;
	put16(msg, POS_LM, field_len(msg, POS_NT));
	put32(msg, POS_LM + 4, field_offset(msg, POS_NT));
	test_reason(spoil_end(&exchange), MIC);
	spoil_begin(&exchange, NULL, TRUE);
	msg = exchange.authenticate;
	put16(msg, POS_USER, msg->used - 88);
	put32(msg, POS_USER + 4, 88);
	reason = spoil_end(&exchange);
	test_assert(reason != NTLM_REASON_ACCEPTED);
	spoil_begin(&exchange, NULL, TRUE);
	msg = exchange.authenticate;
	put16(msg, POS_NT, msg->used - 64);
	put32(msg, POS_NT + 4, 64);
	test_reason(spoil_end(&exchange), MALFORMED);
	test_end();
}

void (*const test_ntlm_attacks[])(void) = {
	test_anonymous,
	test_lmv2,
	test_mic,
	test_downgrade,
	test_overlap,
	NULL
};
