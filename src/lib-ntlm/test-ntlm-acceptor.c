/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "str.h"
#include "test-common.h"
#include "ntlm-challenge.h"
#include "ntlm-channel-binding.h"
#include "ntlm-crypto.h"
#include "test-ntlm-util.h"

static const struct ntlm_client_params alice = {
	.user = "alice",
	.domain = "DOM",
	.password = "Password",
	.workstation = "WS1",
	.target_name = "imap/mail.example.org",
};

static void test_login(void)
{
	static const struct {
		const char *user, *domain, *username;
	} tests[] = {
		{ "alice", "", "alice" },
		{ "alice", "DOM", "alice" },
		{ "DOM\\alice", "", "alice" },
		{ "alice@example.org", "", "alice@example.org" },
		{ "alice", "example.org", "alice@example.org" },
		{ "m\u00fcller", "DOM", "m\u00fcller" },
		{ "\u00df", "", "\u00df" },
		{ "\U0001F600", "dom", "\U0001F600" },
	};
	struct ntlm_client_params client = alice;
	struct test_exchange exchange;
	struct ntlm_policy policy;
	unsigned int i, oem;

	test_begin("client and acceptor");
	test_policy(&policy);
	for (i = 0; i < 2 * N_ELEMENTS(tests); i++) {
		oem = i % 2;
		client.oem = oem != 0;
		client.user = tests[i / 2].user;
		client.domain = tests[i / 2].domain;
		test_exchange_begin(&exchange, &policy, FALSE, &client);
		test_reason(test_exchange_finish(&exchange, "Password"),
			    ACCEPTED);
		const struct ntlm_verdict *verdict =
			ntlm_acceptor_verdict(exchange.acceptor);
		test_assert_idx(strcmp(verdict->username,
				       tests[i / 2].username) == 0, i);
		test_assert_idx(strcmp(verdict->user, client.user) == 0, i);
		test_assert_idx(strcmp(verdict->domain, client.domain) == 0, i);
		test_assert_idx(strcmp(verdict->workstation, "WS1") == 0, i);
		test_assert_idx(verdict->variant == NTLM_VARIANT_V2, i);
		test_assert_idx(verdict->mic == NTLM_VERIFIED, i);
		test_exchange_end(&exchange);

		test_reason(test_exchange(&policy, FALSE, &client, "password"),
			    PASSWORD);
		test_reason(test_exchange(&policy, FALSE, &client, ""),
			    PASSWORD);
		test_reason(test_exchange(&policy, FALSE, &client, NULL),
			    UNKNOWN_USER);
	}
	test_end();
}

static void test_passwords(void)
{
	static const char *const passwords[] = {
		"", " ", "p\u00e4ssw\u00f6rd", "\U0001F511", "a b\\c/d@e",
	};
	struct ntlm_client_params client = alice;
	struct ntlm_policy policy;
	unsigned char hash[NTLM_HASH_SIZE];
	const char *error;
	pool_t pool;
	unsigned int i;

	test_begin("passwords");
	test_policy(&policy);
	for (i = 0; i < N_ELEMENTS(passwords); i++) {
		client.password = passwords[i];
		test_reason(test_exchange(&policy, FALSE, &client,
					  passwords[i]), ACCEPTED);
		test_reason(test_exchange(&policy, FALSE, &client, "other"),
			    PASSWORD);
	}
	/* the hash is as good as the password */
	test_assert(ntlm_ntowf_v1("Password", hash) == 0);
	client.nt_hash = hash;
	test_reason(test_exchange(&policy, FALSE, &client, "Password"),
		    ACCEPTED);
	test_assert(ntlm_ntowf_v1("\xff", hash) < 0);
	/* windows-1252 and UTF-8 of one password are one hash */
	unsigned char octets_hash[NTLM_HASH_SIZE];
	ntlm_ntowf_v1_octets("p\xe4ssw\xf6rd", octets_hash);
	test_assert(ntlm_ntowf_v1(passwords[2], hash) == 0);
	test_assert(memcmp(hash, octets_hash, sizeof(hash)) == 0);
	test_assert(ntlm_ntowf_v1("Password", hash) == 0);
	pool = pool_alloconly_create("test", 1024);
	client.nt_hash = NULL;
	client.password = "\xff";
	test_assert(ntlm_client_create(pool, &client, &error) == NULL);
	client = alice;
	client.user = "\xff";
	test_assert(ntlm_client_create(pool, &client, &error) == NULL);
	pool_unref(&pool);
	test_end();
}

/* The CHALLENGE octet by octet, and what it shows to everybody */
static void test_challenge(void)
{
	struct ntlm_field nonce = test_hex("0123456789abcdef");
	struct ntlm_field time = test_hex("0090d336b734c301");
	const struct ntlm_acceptor_params params = {
		.server_challenge = nonce.data,
		.timestamp = time.data,
	};
	struct ntlm_field msg, reply;
	struct ntlm_policy policy;
	struct ntlm_acceptor *acceptor;
	pool_t pool = pool_alloconly_create("test", 4096);

	test_begin("CHALLENGE sent");
	test_policy(&policy);
	policy.netbios_computer = "S";
	policy.dns_computer = "s.d";
	policy.dns_domain = "d";
	acceptor = ntlm_acceptor_create(pool, &policy, &params);
	msg = test_hex("4e544c4d53535000 01000000 06820800");
	test_assert(ntlm_acceptor_input(acceptor, msg.data, msg.size,
					&reply) == NTLM_ACCEPTOR_SEND);
	/* OEM; no Version asked, none given */
	test_assert(test_is_hex(reply.data, reply.size,
		"4e544c4d53535000 02000000 0100010038000000 06828a00"
		"0123456789abcdef 0000000000000000 2c002c0039000000"
		"0000000000000000" "53"
		"02000200 5300 01000200 5300 04000200 6400"
		"03000600 73002e006400 07000800 0090d336b734c301 00000000"));

	policy.netbios_domain = "D";
	acceptor = ntlm_acceptor_create(pool, &policy, &params);
	msg = test_hex("4e544c4d53535000 01000000 07820002");
	test_assert(ntlm_acceptor_input(acceptor, msg.data, msg.size,
					&reply) == NTLM_ACCEPTOR_SEND);
	/* Unicode, domain, Version */
	test_assert(test_is_hex(reply.data, reply.size,
		"4e544c4d53535000 02000000 0200020038000000 05828102"
		"0123456789abcdef 0000000000000000 2c002c003a000000"
		"0601b11d0000000f" "4400"
		"02000200 4400 01000200 5300 04000200 6400"
		"03000600 73002e006400 07000800 0090d336b734c301 00000000"));
	pool_unref(&pool);
	test_end();
}

static void test_random(void)
{
	static const struct ntlm_acceptor_params params = { .secured = TRUE };
	struct ntlm_policy policy;
	struct ntlm_acceptor *a, *b;
	pool_t pool = pool_alloconly_create("test", 8192);

	test_begin("challenges are random, timestamps are of now");
	test_policy(&policy);
	a = ntlm_acceptor_create(pool, &policy, &params);
	b = ntlm_acceptor_create(pool, &policy, &params);
	test_assert(memcmp(a->server_challenge, b->server_challenge,
			   NTLM_CHALLENGE_SIZE) != 0);
	/* 2020 to 2100 in FILETIME */
	test_assert(a->timestamp[7] == 0x01 && a->timestamp[6] >= 0xd5);
	pool_unref(&pool);
	test_end();
}

static void test_state_machine(void)
{
	struct test_exchange exchange;
	struct ntlm_policy policy;
	struct ntlm_field negotiate, challenge, reply;
	struct ntlm_acceptor *acceptor;
	const struct ntlm_acceptor_params params = { .secured = TRUE };

	test_begin("messages out of order");
	test_policy(&policy);
	test_exchange_begin(&exchange, &policy, TRUE, &alice);
	negotiate = exchange.acceptor->negotiate_msg;
	challenge = exchange.acceptor->challenge_msg;

	/* AUTHENTICATE first; CHALLENGE first */
	acceptor = ntlm_acceptor_create(exchange.pool, &policy, &params);
	test_assert(ntlm_acceptor_input(acceptor, exchange.authenticate->data,
					exchange.authenticate->used, &reply) ==
		    NTLM_ACCEPTOR_FAIL);
	/* and then nothing goes */
	test_assert(ntlm_acceptor_input(acceptor, negotiate.data,
					negotiate.size, &reply) ==
		    NTLM_ACCEPTOR_FAIL);
	test_reason(acceptor->verdict.reason, UNEXPECTED);
	acceptor = ntlm_acceptor_create(exchange.pool, &policy, &params);
	test_assert(ntlm_acceptor_input(acceptor, challenge.data,
					challenge.size, &reply) ==
		    NTLM_ACCEPTOR_FAIL);

	/* second NEGOTIATE; our own CHALLENGE sent back */
	acceptor = ntlm_acceptor_create(exchange.pool, &policy, &params);
	test_assert(ntlm_acceptor_input(acceptor, negotiate.data,
					negotiate.size, &reply) ==
		    NTLM_ACCEPTOR_SEND);
	test_assert(ntlm_acceptor_input(acceptor, negotiate.data,
					negotiate.size, &reply) ==
		    NTLM_ACCEPTOR_FAIL);
	test_reason(acceptor->verdict.reason, MALFORMED);
	acceptor = ntlm_acceptor_create(exchange.pool, &policy, &params);
	test_assert(ntlm_acceptor_input(acceptor, negotiate.data,
					negotiate.size, &reply) ==
		    NTLM_ACCEPTOR_SEND);
	test_assert(ntlm_acceptor_input(acceptor, reply.data, reply.size,
					&reply) == NTLM_ACCEPTOR_FAIL);
	test_exchange_end(&exchange);
	test_end();
}

static void test_authenticate_twice(void)
{
	struct test_exchange exchange;
	struct ntlm_policy policy;
	struct ntlm_field reply;

	test_begin("AUTHENTICATE twice");
	test_policy(&policy);
	/* before the judgment */
	test_exchange_begin(&exchange, &policy, TRUE, &alice);
	test_assert(ntlm_acceptor_input(exchange.acceptor,
					exchange.authenticate->data,
					exchange.authenticate->used, &reply) ==
		    NTLM_ACCEPTOR_LOOKUP);
	test_assert(ntlm_acceptor_input(exchange.acceptor,
					exchange.authenticate->data,
					exchange.authenticate->used, &reply) ==
		    NTLM_ACCEPTOR_FAIL);
	test_exchange_end(&exchange);
	/* and after it */
	test_exchange_begin(&exchange, &policy, TRUE, &alice);
	test_reason(test_exchange_finish(&exchange, "Password"), ACCEPTED);
	test_assert(ntlm_acceptor_input(exchange.acceptor,
					exchange.authenticate->data,
					exchange.authenticate->used, &reply) ==
		    NTLM_ACCEPTOR_FAIL);
	test_exchange_end(&exchange);
	test_end();
}

/* What was recorded in one exchange is worth nothing in another. */
static void test_replayed(void)
{
	struct test_exchange a, b;
	struct ntlm_policy policy;

	test_begin("AUTHENTICATE of another exchange");
	test_policy(&policy);
	test_exchange_begin(&a, &policy, TRUE, &alice);
	test_exchange_begin(&b, &policy, TRUE, &alice);
	buffer_set_used_size(b.authenticate, 0);
	buffer_append_buf(b.authenticate, a.authenticate, 0, SIZE_MAX);
	test_reason(test_exchange_finish(&b, "Password"), PASSWORD);
	test_reason(test_exchange_finish(&a, "Password"), ACCEPTED);
	test_exchange_end(&a);
	test_exchange_end(&b);
	test_end();
}

/* A client that offers nothing of ours, a server that sends rubbish */
static void test_client_errors(void)
{
	static const char *const bad[] = {
		"", "4e544c4d53535000 03000000",
		/* no character set */
		"4e544c4d53535000 02000000 0000000038000000 00028000"
		"0123456789abcdef 0000000000000000 0000000038000000",
		/* target information without end; cut */
		"4e544c4d53535000 02000000 0000000038000000 01028000"
		"0123456789abcdef 0000000000000000 0400040038000000"
		"0000000000000000 01000000",
		"4e544c4d53535000 02000000 0000000038000000 01028000"
		"0123456789abcdef 0000000000000000 0400040039000000"
		"0000000000000000 00000000",
	};
	pool_t pool = pool_alloconly_create("test", 4096);
	struct ntlm_client *client;
	struct ntlm_field msg;
	const char *error;
	unsigned int i;

	test_begin("client: bad CHALLENGE");
	client = ntlm_client_create(pool, &alice, &error);
	ntlm_client_negotiate(client, &msg);
	for (i = 0; i < N_ELEMENTS(bad); i++) {
		struct ntlm_field challenge = test_hex(bad[i]);

		error = NULL;
		test_assert_idx(ntlm_client_authenticate(client, challenge.data,
							 challenge.size, &msg,
							 &error) < 0, i);
		test_assert_idx(error != NULL, i);
	}
	ntlm_client_free(&client);
	test_assert(client == NULL);
	pool_unref(&pool);
	test_end();
}

void (*const test_ntlm_acceptor[])(void) = {
	test_login,
	test_passwords,
	test_challenge,
	test_random,
	test_state_machine,
	test_authenticate_twice,
	test_replayed,
	test_client_errors,
	NULL
};
