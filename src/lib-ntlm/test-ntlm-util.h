#ifndef TEST_NTLM_UTIL_H
#define TEST_NTLM_UTIL_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "ntlm-acceptor-private.h"
#include "ntlm-client.h"

/* The octets of a hex string, in the data stack. Blanks are skipped. */
struct ntlm_field test_hex(const char *hex);
/* Are these octets these? */
bool test_is_hex(const void *data, size_t size, const char *hex);
struct ntlm_field test_utf16(const char *utf8);

/* An acceptor that waits for the AUTHENTICATE of a recorded exchange. The
   flags, server challenge and timestamp are those of the CHALLENGE. */
struct ntlm_acceptor *
test_acceptor_replay(pool_t pool, const struct ntlm_policy *policy,
		     const struct ntlm_field *negotiate,
		     const struct ntlm_field *challenge);

/* MAILSRV, example.org, mail.example.org; otherwise the defaults, no TLS
   needed */
void test_policy(struct ntlm_policy *policy_r);

/* Both halves against each other: NEGOTIATE and CHALLENGE are done, the
   AUTHENTICATE is returned (a copy, to be spoilt at will). */
struct test_exchange {
	pool_t pool;
	struct ntlm_acceptor *acceptor;
	struct ntlm_client *client;
	buffer_t *authenticate;
};
void test_exchange_begin(struct test_exchange *exchange_r,
			 const struct ntlm_policy *policy, bool secured,
			 const struct ntlm_client_params *client);
/* Give the AUTHENTICATE to the acceptor; the user's password is given (NULL:
   there is no such user). Returns how it ended. */
enum ntlm_reason
test_exchange_finish(struct test_exchange *exchange, const char *password);
/* The same in one step */
enum ntlm_reason
test_exchange(const struct ntlm_policy *policy, bool secured,
	      const struct ntlm_client_params *client, const char *password);
void test_exchange_end(struct test_exchange *exchange);

#define test_reason(got, want) \
	test_reason_equal(got, NTLM_REASON_##want, __FILE__, __LINE__)
void test_reason_equal(enum ntlm_reason got, enum ntlm_reason want,
		       const char *file, unsigned int line);

/* The tests, one list per file */
extern void (*const test_ntlm_vectors[])(void);
extern void (*const test_ntlm_messages[])(void);
extern void (*const test_ntlm_names[])(void);
extern void (*const test_ntlm_binding[])(void);
extern void (*const test_ntlm_acceptor[])(void);
extern void (*const test_ntlm_policy[])(void);
extern void (*const test_ntlm_corpus[])(void);
extern void (*const test_ntlm_hostile[])(void);
extern void (*const test_ntlm_attacks[])(void);

#endif
