/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "byteorder.h"
#include "test-common.h"
#include "ntlm-crypto.h"
#include "ntlm-policy.h"
#include "test-ntlm-util.h"

/* Messages that broke others: what gss-ntlmssp, Exim, Cyrus, Samba, Windows
   and Dovecot's old mechanism had CVEs for. */

static const struct ntlm_client_params alice = {
	.user = "alice",
	.domain = "DOM",
	.password = "Password",
};

/* descriptors of AUTHENTICATE */
enum {
	POS_LM = 12,
	POS_NT = 20,
	POS_DOMAIN = 28,
	POS_USER = 36,
	POS_WORKSTATION = 44,
	POS_SESSION_KEY = 52,
	POS_FLAGS = 60,
	POS_MIC = 72,
};

static unsigned int messages;

static void put16(buffer_t *msg, size_t pos, uint16_t value)
{
	unsigned char octets[2];

	cpu16_to_le_unaligned(value, octets);
	buffer_write(msg, pos, octets, 2);
}

static void put32(buffer_t *msg, size_t pos, uint32_t value)
{
	unsigned char octets[4];

	cpu32_to_le_unaligned(value, octets);
	buffer_write(msg, pos, octets, 4);
}

static uint16_t field_len(const buffer_t *msg, size_t pos)
{
	return le16_to_cpu_unaligned(CONST_PTR_OFFSET(msg->data, pos));
}

static uint32_t field_offset(const buffer_t *msg, size_t pos)
{
	return le32_to_cpu_unaligned(CONST_PTR_OFFSET(msg->data, pos + 4));
}

static void begin(struct test_exchange *exchange)
{
	static struct ntlm_policy policy;

	test_policy(&policy);
	test_exchange_begin(exchange, &policy, TRUE, &alice);
	messages++;
}

static enum ntlm_reason end(struct test_exchange *exchange)
{
	enum ntlm_reason reason = test_exchange_finish(exchange, "Password");

	test_exchange_end(exchange);
	return reason;
}

/* Dovecot CVE-2020-12673, gss-ntlmssp CVE-2023-25563, Exim CVE-2023-42114 */
static void test_fields_outside(void)
{
	static const size_t fields[] = {
		POS_LM, POS_NT, POS_DOMAIN, POS_USER, POS_WORKSTATION,
		POS_SESSION_KEY,
	};
	struct test_exchange exchange;
	unsigned int i, j;

	test_begin("AUTHENTICATE: fields outside the payload");
	for (i = 0; i < N_ELEMENTS(fields); i++) {
		for (j = 0; j < 12; j++) {
			begin(&exchange);
			buffer_t *msg = exchange.authenticate;
			const size_t pos = fields[i];
			const struct {
				uint16_t len;
				uint32_t offset;
			} bad[] = {
				{ 16, 0xfffffff0 }, { 16, 0xfffffff1 },
				{ 0xffff, 0xffffffff }, { 0xffff, 0xffff0001 },
				{ 1, msg->used }, { 2, msg->used - 1 },
				{ 0xffff, 88 }, { 0xffff, 0 },
				{ 16, 0 }, { 8, 12 }, { 8, 24 }, { 8, 63 },
			};
			put16(msg, pos, bad[j].len);
			put32(msg, pos + 4, bad[j].offset);
			test_assert_idx(end(&exchange) ==
					NTLM_REASON_MALFORMED, i * 100 + j);
		}
	}
	test_end();
}

static void test_truncated(void)
{
	struct test_exchange exchange;
	size_t size = 1, full = 1;

	test_begin("AUTHENTICATE: cut at every octet");
	for (size = 0; size < full; size++) {
		begin(&exchange);
		full = exchange.authenticate->used;
		buffer_set_used_size(exchange.authenticate, size);
		test_assert_idx(end(&exchange) == NTLM_REASON_MALFORMED, size);
	}
	test_assert(full > 200);
	test_end();
}

/* The MIC is over everything and the proof over what says that there is a MIC:
   no bit of the message can be another. (With a MIC, that is.) */
static void test_bits(void)
{
	struct test_exchange exchange;
	unsigned char *octets;
	size_t bit, bits = 1;

	test_begin("AUTHENTICATE: every bit turned");
	for (bit = 0; bit < bits; bit++) T_BEGIN {
		begin(&exchange);
		bits = exchange.authenticate->used * 8;
		octets = buffer_get_modifiable_data(exchange.authenticate,
						    NULL);
		octets[bit / 8] ^= 1 << (bit % 8);
		test_assert_idx(end(&exchange) != NTLM_REASON_ACCEPTED, bit);
	} T_END;
	test_end();
}

static void test_sizes(void)
{
	struct test_exchange exchange;
	unsigned int len;

	test_begin("AUTHENTICATE: sizes of the responses");
	/* Cyrus #417: NT responses that are neither v1 nor v2 */
	for (len = 1; len < 16 + 28 + 4; len++) {
		begin(&exchange);
		put16(exchange.authenticate, POS_NT, len);
		test_assert_idx(end(&exchange) == (len == 24 ?
				NTLM_REASON_V1_SESSION :
				NTLM_REASON_MALFORMED), len);
	}
	/* Samba CVE-2022-2127: the LM size is nobody's business */
	for (len = 0; len < 26; len++) {
		begin(&exchange);
		put16(exchange.authenticate, POS_LM, len);
		test_assert_idx(end(&exchange) == (len == 24 ?
				NTLM_REASON_ACCEPTED : NTLM_REASON_MIC), len);
	}
	/* cut AV pairs: the proof is wrong, or there is no list at all */
	for (len = 48; len < 120; len++) {
		enum ntlm_reason reason;

		begin(&exchange);
		put16(exchange.authenticate, POS_NT, len);
		reason = end(&exchange);
		test_assert_idx(reason == NTLM_REASON_MALFORMED ||
				reason == NTLM_REASON_PASSWORD, len);
	}
	test_end();
}

static void test_names(void)
{
	static const struct {
		const char *hex;
		enum ntlm_reason reason;
	} tests[] = {
		{ "", NTLM_REASON_NO_USER },
		{ "61", NTLM_REASON_MALFORMED },
		{ "6100 6c", NTLM_REASON_MALFORMED },
		{ "6100 0000 6200", NTLM_REASON_MALFORMED },
		{ "0000", NTLM_REASON_MALFORMED },
		{ "6100 0a00", NTLM_REASON_MALFORMED },
		{ "6100 0900 6200", NTLM_REASON_MALFORMED },
		{ "3dd8", NTLM_REASON_MALFORMED },
		{ "00dc 6100", NTLM_REASON_MALFORMED },
		{ "3dd8 3dd8", NTLM_REASON_MALFORMED },
		{ "5c00", NTLM_REASON_NO_USER },
		{ "4400 5c00", NTLM_REASON_NO_USER },
		{ "2f00", NTLM_REASON_NO_USER },
		{ "6200 6f00 6200", NTLM_REASON_PASSWORD },
		{ "5c00 4000", NTLM_REASON_PASSWORD },
		{ "4400 5c00 6100 4000 6200 5c00 4000",
		  NTLM_REASON_PASSWORD },
	};
	struct test_exchange exchange;
	struct ntlm_field name;
	buffer_t *msg;
	unsigned int i;

	test_begin("AUTHENTICATE: user names");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		begin(&exchange);
		msg = exchange.authenticate;
		name = test_hex(tests[i].hex);
		put16(msg, POS_USER, name.size);
		put32(msg, POS_USER + 4, msg->used);
		buffer_append(msg, name.data, name.size);
		test_assert_idx(end(&exchange) == tests[i].reason, i);
	}
	/* a name of 64 kB (Exim CVE-2026-40687), one unit too long, just right */
	begin(&exchange);
	msg = exchange.authenticate;
	put16(msg, POS_USER, 0xfffe);
	put32(msg, POS_USER + 4, msg->used);
	buffer_append_zero(msg, 0xfffe);
	test_reason(end(&exchange), TOO_LARGE);
	for (i = 0; i < 2; i++) {
		begin(&exchange);
		msg = exchange.authenticate;
		put16(msg, POS_DOMAIN, 2 * (NTLM_NAME_MAX_UNITS + i));
		put32(msg, POS_DOMAIN + 4, msg->used);
		for (unsigned int j = 0; j < NTLM_NAME_MAX_UNITS + i; j++)
			buffer_append(msg, "x", 2);
		test_reason_equal(end(&exchange), i == 0 ?
				  NTLM_REASON_PASSWORD : NTLM_REASON_MALFORMED,
				  __FILE__, __LINE__);
	}
	test_end();
}

/* gss-ntlmssp #60; MS-NLMP would let the anonymous in */
static void test_anonymous(void)
{
	struct test_exchange exchange;
	buffer_t *msg;

	test_begin("AUTHENTICATE: anonymous, LM only");
	begin(&exchange);
	msg = exchange.authenticate;
	put32(msg, POS_FLAGS, le32_to_cpu_unaligned(
		CONST_PTR_OFFSET(msg->data, POS_FLAGS)) | NTLM_ANONYMOUS);
	test_reason(end(&exchange), ANONYMOUS);
	/* no user, no NT; LM empty or Z(1) */
	begin(&exchange);
	msg = exchange.authenticate;
	put16(msg, POS_USER, 0);
	put16(msg, POS_NT, 0);
	put16(msg, POS_LM, 0);
	test_reason(end(&exchange), ANONYMOUS);
	begin(&exchange);
	msg = exchange.authenticate;
	put16(msg, POS_USER, 0);
	put16(msg, POS_NT, 0);
	put16(msg, POS_LM, 1);
	test_reason(end(&exchange), ANONYMOUS);
	/* a user without responses, with LM only */
	begin(&exchange);
	msg = exchange.authenticate;
	put16(msg, POS_NT, 0);
	put16(msg, POS_LM, 0);
	test_reason(end(&exchange), NO_RESPONSE);
	begin(&exchange);
	put16(exchange.authenticate, POS_NT, 0);
	test_reason(end(&exchange), LM);
	test_end();
}

/* CVE-2019-1338: a good LMv2 response in place of a bad NTLMv2 response would
   do away with MIC and channel binding. */
static void test_lmv2(void)
{
	struct test_exchange exchange;
	unsigned char hash[16], ntowf[16], lm[24];
	struct ntlm_field user = test_utf16("ALICE"), domain = test_utf16("DOM");
	buffer_t *msg;
	unsigned int i;

	test_begin("AUTHENTICATE: right LMv2, wrong or no NTLMv2");
	test_assert(ntlm_ntowf_v1("Password", hash) == 0);
	ntlm_ntowf_v2(hash, &user, &domain, ntowf);
	for (i = 0; i < 2; i++) {
		begin(&exchange);
		msg = exchange.authenticate;
		memset(lm, 0xaa, sizeof(lm));
		ntlm_proof_v2(ntowf, exchange.acceptor->server_challenge,
			      lm + 16, 8, lm);
		buffer_write(msg, field_offset(msg, POS_LM), lm, sizeof(lm));
		if (i == 0) {
			buffer_write(msg, field_offset(msg, POS_NT), "x", 1);
			test_reason(end(&exchange), PASSWORD);
		} else {
			put16(msg, POS_NT, 0);
			test_reason(end(&exchange), LM);
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
	begin(&exchange);
	buffer_write_zero(exchange.authenticate, POS_MIC, NTLM_MIC_SIZE);
	test_reason(end(&exchange), MIC);
	/* no room for a MIC: a field begins where it was */
	begin(&exchange);
	msg = exchange.authenticate;
	put16(msg, POS_WORKSTATION, 2);
	put32(msg, POS_WORKSTATION + 4, POS_MIC);
	test_reason(end(&exchange), MIC);
	/* KEY_EXCH put in, and octets added behind */
	begin(&exchange);
	msg = exchange.authenticate;
	put32(msg, POS_FLAGS, le32_to_cpu_unaligned(
		CONST_PTR_OFFSET(msg->data, POS_FLAGS)) ^
		NTLM_NEGOTIATE_KEY_EXCH);
	test_reason(end(&exchange), MIC);
	begin(&exchange);
	buffer_append_c(exchange.authenticate, '\0');
	test_reason(end(&exchange), MIC);
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
		messages++;
		test_exchange_begin(&exchange, &policy, tests[i / 2].secured,
				    &alice);
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
		test_assert_idx(end(&exchange) == (session != 0 ?
				tests[i / 2].session : tests[i / 2].v1), i);
	}
	/* they carry no proof of MIC, channel or target: what is required
	   cannot be had by using them */
	policy.v1 = NTLM_V1_YES;
	policy.require_mic = TRUE;
	test_exchange_begin(&exchange, &policy, TRUE, &alice);
	msg = exchange.authenticate;
	ntlm_response_v1(hash, exchange.acceptor->server_challenge, response);
	buffer_write(msg, field_offset(msg, POS_LM), response, 24);
	buffer_write(msg, field_offset(msg, POS_NT), response, 24);
	put16(msg, POS_NT, 24);
	test_reason(end(&exchange), MIC_ABSENT);
	test_end();
}

/* Responses that overlap, all of the message as one field */
static void test_overlap(void)
{
	struct test_exchange exchange;
	buffer_t *msg;
	enum ntlm_reason reason;

	test_begin("AUTHENTICATE: overlapping fields");
	begin(&exchange);
	msg = exchange.authenticate;
	put16(msg, POS_LM, field_len(msg, POS_NT));
	put32(msg, POS_LM + 4, field_offset(msg, POS_NT));
	test_reason(end(&exchange), MIC);
	begin(&exchange);
	msg = exchange.authenticate;
	put16(msg, POS_USER, msg->used - 88);
	put32(msg, POS_USER + 4, 88);
	reason = end(&exchange);
	test_assert(reason != NTLM_REASON_ACCEPTED);
	begin(&exchange);
	msg = exchange.authenticate;
	put16(msg, POS_NT, msg->used - 64);
	put32(msg, POS_NT + 4, 64);
	test_reason(end(&exchange), MALFORMED);
	test_end();
}

static void test_negotiate_hostile(void)
{
	static const struct ntlm_acceptor_params params = { .secured = TRUE };
	static const unsigned char valid[40] = "NTLMSSP\0\1\0\0\0\7\202\10";
	pool_t pool = pool_alloconly_create("test", 1024 * 64);
	struct ntlm_policy policy;
	struct ntlm_acceptor *acceptor;
	unsigned char *big;
	struct ntlm_field reply;
	size_t size;

	test_begin("NEGOTIATE: every size, too large");
	test_policy(&policy);
	for (size = 0; size <= sizeof(valid); size++) {
		messages++;
		acceptor = ntlm_acceptor_create(pool, &policy, &params);
		test_assert_idx((ntlm_acceptor_input(acceptor, valid, size,
						     &reply) ==
				 NTLM_ACCEPTOR_SEND) == (size >= 16), size);
	}
	big = p_malloc(pool, NTLM_MAX_TOKEN + 1);
	memcpy(big, valid, sizeof(valid));
	acceptor = ntlm_acceptor_create(pool, &policy, &params);
	test_assert(ntlm_acceptor_input(acceptor, big, NTLM_MAX_TOKEN,
					&reply) == NTLM_ACCEPTOR_SEND);
	/* the answer does not grow with the question */
	test_assert(reply.size < 512);
	acceptor = ntlm_acceptor_create(pool, &policy, &params);
	test_assert(ntlm_acceptor_input(acceptor, big, NTLM_MAX_TOKEN + 1,
					&reply) == NTLM_ACCEPTOR_FAIL);
	test_reason(acceptor->verdict.reason, TOO_LARGE);
	policy.max_token = 100;
	acceptor = ntlm_acceptor_create(pool, &policy, &params);
	test_assert(ntlm_acceptor_input(acceptor, big, 101, &reply) ==
		    NTLM_ACCEPTOR_FAIL);
	pool_unref(&pool);
	test_end();
}

static void test_count(void)
{
	test_begin("hostile messages: more than 100");
	test_assert(messages > 100);
	test_end();
}

void (*const test_ntlm_hostile[])(void) = {
	test_fields_outside,
	test_truncated,
	test_bits,
	test_sizes,
	test_names,
	test_anonymous,
	test_lmv2,
	test_mic,
	test_downgrade,
	test_overlap,
	test_negotiate_hostile,
	test_count,
	NULL
};
