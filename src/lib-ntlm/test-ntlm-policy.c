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

/* A CHALLENGE without timestamp makes clients leave the MIC out; like curl and
   Thunderbird, who never send one. Here: replayed with the same nonce. */
static void test_mic_policy(void)
{
	struct ntlm_client_params client = alice;
	struct ntlm_field negotiate, msg, reply;
	struct ntlm_policy policy;
	struct ntlm_acceptor *acceptor;
	struct ntlm_client *nt;
	unsigned char hash[NTLM_HASH_SIZE];
	buffer_t *challenge;
	const char *error;
	unsigned int require;
	pool_t pool = pool_alloconly_create("test", 8192);

	test_begin("MIC absent and required");
	test_policy(&policy);
	test_assert(ntlm_ntowf_v1("Password", hash) == 0);
	for (require = 0; require < 2; require++) {
		policy.require_mic = require != 0;
		struct ntlm_challenge plain = {
			.flags = NTLM_NEGOTIATE_UNICODE |
				NTLM_NEGOTIATE_TARGET_INFO,
			.target_info = test_hex("02000200 5300 00000000"),
		};
		challenge = buffer_create_dynamic(pool, 256);
		ntlm_challenge_write(&plain, challenge);
		struct ntlm_field octets = { challenge->data, challenge->used };
		nt = ntlm_client_create(pool, &client, &error);
		ntlm_client_negotiate(nt, &negotiate);
		test_assert(ntlm_client_authenticate(nt, octets.data,
						     octets.size, &msg,
						     &error) == 0);
		acceptor = test_acceptor_replay(pool, &policy, &negotiate,
						&octets);
		test_assert(ntlm_acceptor_input(acceptor, msg.data, msg.size,
						&reply) ==
			    NTLM_ACCEPTOR_LOOKUP);
		test_assert(ntlm_acceptor_finish(acceptor, hash) ==
			    (require == 0));
		test_assert(acceptor->verdict.mic == NTLM_ABSENT);
		test_reason_equal(acceptor->verdict.reason, require == 0 ?
				  NTLM_REASON_ACCEPTED : NTLM_REASON_MIC_ABSENT,
				  __FILE__, __LINE__);
		/* and then the LM response is LMv2, not zero */
		test_assert(acceptor->authenticate.lm.size == 24);
		ntlm_client_free(&nt);
	}
	pool_unref(&pool);

	policy.require_mic = TRUE;
	test_reason(test_exchange(&policy, TRUE, &alice, "Password"), ACCEPTED);
	test_end();
}

static void test_tls_policy(void)
{
	static const struct ntlm_acceptor_params params = { .secured = FALSE };
	struct ntlm_policy policy;
	struct ntlm_field msg, reply;
	struct ntlm_acceptor *acceptor;
	pool_t pool = pool_alloconly_create("test", 4096);

	test_begin("TLS required");
	test_policy(&policy);
	policy.require_tls = TRUE;
	/* refused before the client gives away anything to crack */
	acceptor = ntlm_acceptor_create(pool, &policy, &params);
	msg = test_hex("4e544c4d53535000 01000000 07820800");
	test_assert(ntlm_acceptor_input(acceptor, msg.data, msg.size,
					&reply) == NTLM_ACCEPTOR_FAIL);
	test_assert(reply.size == 0);
	test_reason(acceptor->verdict.reason, TLS_REQUIRED);
	test_reason(test_exchange(&policy, TRUE, &alice, "Password"), ACCEPTED);
	ntlm_policy_init(&policy);
	test_assert(policy.require_tls);
	test_assert(policy.v1 == NTLM_V1_NO);
	test_assert(policy.channel_binding == NTLM_CHECK_IF_PRESENT);
	pool_unref(&pool);
	test_end();
}

static void test_target_policy(void)
{
	static const struct {
		enum ntlm_check check;
		const char *target;
		enum ntlm_reason reason;
		enum ntlm_presence presence;
	} tests[] = {
		{ NTLM_CHECK_OFF, NULL, NTLM_REASON_ACCEPTED, NTLM_ABSENT },
		{ NTLM_CHECK_OFF, "cifs/x", NTLM_REASON_ACCEPTED,
		  NTLM_UNCHECKED },
		{ NTLM_CHECK_IF_PRESENT, NULL, NTLM_REASON_ACCEPTED,
		  NTLM_ABSENT },
		{ NTLM_CHECK_IF_PRESENT, "imap/mailsrv", NTLM_REASON_ACCEPTED,
		  NTLM_VERIFIED },
		{ NTLM_CHECK_IF_PRESENT, "cifs/mailsrv", NTLM_REASON_TARGET,
		  NTLM_BAD },
		{ NTLM_CHECK_REQUIRE, NULL, NTLM_REASON_TARGET_ABSENT,
		  NTLM_ABSENT },
		{ NTLM_CHECK_REQUIRE, "imap/mail.example.org",
		  NTLM_REASON_ACCEPTED, NTLM_VERIFIED },
		{ NTLM_CHECK_REQUIRE, "imap/other", NTLM_REASON_TARGET,
		  NTLM_BAD },
	};
	struct ntlm_client_params client = alice;
	struct test_exchange exchange;
	struct ntlm_policy policy;
	unsigned int i;

	test_begin("target name policy");
	test_policy(&policy);
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		policy.target_name = tests[i].check;
		client.target_name = tests[i].target;
		test_exchange_begin(&exchange, &policy, TRUE, &client);
		test_assert_idx(test_exchange_finish(&exchange, "Password") ==
				tests[i].reason, i);
		test_assert_idx(ntlm_acceptor_verdict(exchange.acceptor)->
				target == tests[i].presence, i);
		test_exchange_end(&exchange);
	}
	test_end();
}

static void test_domain_policy(void)
{
	struct ntlm_policy policy;

	test_begin("domain policy");
	test_policy(&policy);
	policy.domain = NTLM_DOMAIN_REJECT;
	test_reason(test_exchange(&policy, TRUE, &alice, "Password"), DOMAIN);
	policy.netbios_domain = "dom";
	test_reason(test_exchange(&policy, TRUE, &alice, "Password"), ACCEPTED);
	test_end();
}

void (*const test_ntlm_policy[])(void) = {
	test_mic_policy,
	test_tls_policy,
	test_target_policy,
	test_domain_policy,
	NULL
};
