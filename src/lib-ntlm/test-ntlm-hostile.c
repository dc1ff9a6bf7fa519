/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "test-common.h"
#include "ntlm-policy.h"
#include "test-ntlm-spoil.h"

/* Malformed messages: what gss-ntlmssp, Exim, Cyrus, Samba and Dovecot's old
   mechanism had CVEs for. test-ntlm-attacks.c has the well-formed ones. */

static unsigned int messages;

static void begin(struct test_exchange *exchange)
{
	spoil_begin(exchange, NULL, TRUE);
	messages++;
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
			test_assert_idx(spoil_end(&exchange) ==
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
		test_assert_idx(spoil_end(&exchange) == NTLM_REASON_MALFORMED, size);
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
		test_assert_idx(spoil_end(&exchange) != NTLM_REASON_ACCEPTED, bit);
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
		test_assert_idx(spoil_end(&exchange) == (len == 24 ?
				NTLM_REASON_V1_SESSION :
				NTLM_REASON_MALFORMED), len);
	}
	/* Samba CVE-2022-2127: the LM size is nobody's business */
	for (len = 0; len < 26; len++) {
		begin(&exchange);
		put16(exchange.authenticate, POS_LM, len);
		test_assert_idx(spoil_end(&exchange) == (len == 24 ?
				NTLM_REASON_ACCEPTED : NTLM_REASON_MIC), len);
	}
	/* cut AV pairs: the proof is wrong, or there is no list at all */
	for (len = 48; len < 120; len++) {
		enum ntlm_reason reason;

		begin(&exchange);
		put16(exchange.authenticate, POS_NT, len);
		reason = spoil_end(&exchange);
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
		test_assert_idx(spoil_end(&exchange) == tests[i].reason, i);
	}
	/* a name of 64 kB (Exim CVE-2026-40687), one unit too long, just right */
	begin(&exchange);
	msg = exchange.authenticate;
	put16(msg, POS_USER, 0xfffe);
	put32(msg, POS_USER + 4, msg->used);
	buffer_append_zero(msg, 0xfffe);
	test_reason(spoil_end(&exchange), TOO_LARGE);
	for (i = 0; i < 2; i++) {
		begin(&exchange);
		msg = exchange.authenticate;
		put16(msg, POS_DOMAIN, 2 * (NTLM_NAME_MAX_UNITS + i));
		put32(msg, POS_DOMAIN + 4, msg->used);
		for (unsigned int j = 0; j < NTLM_NAME_MAX_UNITS + i; j++)
			buffer_append(msg, "x", 2);
		test_reason_equal(spoil_end(&exchange), i == 0 ?
				  NTLM_REASON_PASSWORD : NTLM_REASON_MALFORMED,
				  __FILE__, __LINE__);
	}
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
	test_negotiate_hostile,
	test_count,
	NULL
};
