/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "hex-binary.h"
#include "str.h"
#include "test-common.h"
#include "ntlm-challenge.h"
#include "ntlm-crypto.h"
#include "ntlm-unicode.h"
#include "test-ntlm-util.h"

struct ntlm_field test_hex(const char *hex)
{
	string_t *digits = t_str_new(strlen(hex));
	buffer_t *octets = t_buffer_create(strlen(hex) / 2 + 1);
	struct ntlm_field field;

	for (; *hex != '\0'; hex++) {
		if (*hex != ' ')
			str_append_c(digits, *hex);
	}
	if (hex_to_binary(str_c(digits), octets) < 0)
		i_panic("bad hex in a test");
	field.data = octets->data;
	field.size = octets->used;
	return field;
}

bool test_is_hex(const void *data, size_t size, const char *hex)
{
	struct ntlm_field want = test_hex(hex);

	return size == want.size && memcmp(data, want.data, size) == 0;
}

struct ntlm_field test_utf16(const char *utf8)
{
	buffer_t *octets = t_buffer_create(64);
	struct ntlm_field field;

	if (ntlm_utf8_to_utf16(utf8, octets) < 0)
		i_panic("bad UTF-8 in a test");
	field.data = octets->data;
	field.size = octets->used;
	return field;
}

static void challenge_timestamp(const struct ntlm_challenge *challenge,
				unsigned char r[NTLM_TIMESTAMP_SIZE])
{
	struct ntlm_av_pairs pairs;
	const char *error;

	memset(r, 0, NTLM_TIMESTAMP_SIZE);
	if (challenge->target_info.size == 0)
		return;
	if (ntlm_av_pairs_read(challenge->target_info.data,
			       challenge->target_info.size,
			       &pairs, &error) < 0)
		i_panic("bad target information in a test: %s", error);
	if (pairs.timestamp.size > 0)
		memcpy(r, pairs.timestamp.data, NTLM_TIMESTAMP_SIZE);
}

struct ntlm_acceptor *
test_acceptor_replay(pool_t pool, const struct ntlm_policy *policy,
		     const struct ntlm_field *negotiate,
		     const struct ntlm_field *challenge)
{
	unsigned char timestamp[NTLM_TIMESTAMP_SIZE];
	struct ntlm_challenge read;
	struct ntlm_acceptor *acceptor;
	const char *error;

	if (ntlm_challenge_read(challenge->data, challenge->size, &read,
				&error) < 0)
		i_panic("bad CHALLENGE in a test: %s", error);
	challenge_timestamp(&read, timestamp);
	const struct ntlm_acceptor_params params = {
		.secured = TRUE,
		.server_challenge = read.server_challenge,
		.timestamp = timestamp,
	};
	acceptor = ntlm_acceptor_create(pool, policy, &params);
	acceptor->flags = read.flags;
	acceptor->negotiate_msg = *negotiate;
	acceptor->challenge_msg = *challenge;
	acceptor->state = NTLM_STATE_AUTHENTICATE;
	return acceptor;
}

void test_policy(struct ntlm_policy *policy_r)
{
	ntlm_policy_init(policy_r);
	policy_r->require_tls = FALSE;
	policy_r->netbios_computer = "MAILSRV";
	policy_r->dns_computer = "mail.example.org";
	policy_r->dns_domain = "example.org";
}

void test_exchange_begin(struct test_exchange *exchange_r,
			 const struct ntlm_policy *policy, bool secured,
			 const struct ntlm_client_params *client)
{
	const struct ntlm_acceptor_params params = { .secured = secured };
	struct ntlm_field msg, reply;
	const char *error;

	i_zero(exchange_r);
	exchange_r->pool = pool_alloconly_create("test exchange", 4096);
	exchange_r->acceptor =
		ntlm_acceptor_create(exchange_r->pool, policy, &params);
	exchange_r->client =
		ntlm_client_create(exchange_r->pool, client, &error);
	test_assert(exchange_r->client != NULL);
	ntlm_client_negotiate(exchange_r->client, &msg);
	test_assert(ntlm_acceptor_input(exchange_r->acceptor, msg.data,
					msg.size, &reply) ==
		    NTLM_ACCEPTOR_SEND);
	test_assert(ntlm_client_authenticate(exchange_r->client, reply.data,
					     reply.size, &msg, &error) == 0);
	exchange_r->authenticate =
		buffer_create_dynamic(exchange_r->pool, msg.size + 64);
	buffer_append(exchange_r->authenticate, msg.data, msg.size);
}

enum ntlm_reason
test_exchange_finish(struct test_exchange *exchange, const char *password)
{
	struct ntlm_acceptor *acceptor = exchange->acceptor;
	unsigned char hash[NTLM_HASH_SIZE];
	struct ntlm_field reply;

	if (ntlm_acceptor_input(acceptor, exchange->authenticate->data,
				exchange->authenticate->used, &reply) ==
	    NTLM_ACCEPTOR_FAIL)
		return ntlm_acceptor_verdict(acceptor)->reason;
	test_assert(acceptor->state == NTLM_STATE_HASH);
	if (password != NULL)
		test_assert(ntlm_ntowf_v1(password, hash) == 0);
	test_assert(ntlm_acceptor_finish(acceptor,
					 password == NULL ? NULL : hash) ==
		    (acceptor->verdict.reason == NTLM_REASON_ACCEPTED));
	return ntlm_acceptor_verdict(acceptor)->reason;
}

enum ntlm_reason
test_exchange(const struct ntlm_policy *policy, bool secured,
	      const struct ntlm_client_params *client, const char *password)
{
	struct test_exchange exchange;
	enum ntlm_reason reason;

	test_exchange_begin(&exchange, policy, secured, client);
	reason = test_exchange_finish(&exchange, password);
	test_exchange_end(&exchange);
	return reason;
}

void test_exchange_end(struct test_exchange *exchange)
{
	ntlm_client_free(&exchange->client);
	pool_unref(&exchange->pool);
}

void test_reason_equal(enum ntlm_reason got, enum ntlm_reason want,
		       const char *file, unsigned int line)
{
	if (got == want)
		return;
	test_assert_failed(t_strdup_printf(
		"reason is %s, not %s", ntlm_reason_word(got),
		ntlm_reason_word(want)), file, line);
}
