/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* make bench: what the NTLM of one login costs, beside one bare HMAC-MD5. */

#include "lib.h"
#include "ntlm-acceptor.h"
#include "ntlm-client.h"
#include "ntlm-crypto.h"

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#define BENCH_HMACS 1000000
#define BENCH_LOGINS 100000

/* The messages of one exchange, recorded once and replayed: an acceptor with
   the same challenge finds them right every time. */
struct bench {
	struct ntlm_policy policy;
	struct ntlm_acceptor_params acceptor_params;
	unsigned char nt_hash[NTLM_HASH_SIZE];
	struct ntlm_field negotiate, authenticate;
};

static double now_usecs(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return ts.tv_sec * 1e6 + ts.tv_nsec / 1e3;
}

static long rss_kb(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

static void bench_record(struct bench *bench, pool_t pool)
{
	static const unsigned char fixed[NTLM_CHALLENGE_SIZE] = { 1, 2, 3 };
	static const struct ntlm_client_params params = {
		.user = "alice",
		.domain = "DOM",
		.password = "Password",
		.target_name = "imap/mail.example.org",
	};
	struct ntlm_acceptor *acceptor;
	struct ntlm_client *client;
	struct ntlm_field reply;
	const char *error;

	ntlm_policy_init(&bench->policy);
	bench->policy.netbios_computer = "MAILSRV";
	bench->policy.dns_computer = "mail.example.org";
	bench->acceptor_params.secured = TRUE;
	bench->acceptor_params.server_challenge = fixed;
	bench->acceptor_params.timestamp = fixed;
	if (ntlm_ntowf_v1("Password", bench->nt_hash) < 0)
		i_unreached();
	acceptor = ntlm_acceptor_create(pool, &bench->policy,
					&bench->acceptor_params);
	client = ntlm_client_create(pool, &params, &error);
	ntlm_client_negotiate(client, &bench->negotiate);
	if (ntlm_acceptor_input(acceptor, bench->negotiate.data,
				bench->negotiate.size, &reply) !=
	    NTLM_ACCEPTOR_SEND ||
	    ntlm_client_authenticate(client, reply.data, reply.size,
				     &bench->authenticate, &error) < 0)
		i_fatal("the exchange failed");
	ntlm_client_free(&client);
}

static double bench_hmac(const struct bench *bench)
{
	unsigned char result[16];
	const struct ntlm_field part = { bench->nt_hash, NTLM_HASH_SIZE };
	double begin = now_usecs();
	unsigned int i;

	for (i = 0; i < BENCH_HMACS; i++)
		ntlm_hmac_md5(bench->nt_hash, &part, 1, result);
	return (now_usecs() - begin) / BENCH_HMACS;
}

/* with_crypto: from NEGOTIATE to the verdict; else without the last step */
static double bench_login(const struct bench *bench, bool with_crypto)
{
	struct ntlm_acceptor *acceptor;
	struct ntlm_field reply;
	double begin = now_usecs();
	unsigned int i;
	pool_t pool;

	for (i = 0; i < BENCH_LOGINS; i++) {
		pool = pool_alloconly_create("bench", 4096);
		acceptor = ntlm_acceptor_create(pool, &bench->policy,
						&bench->acceptor_params);
		(void)ntlm_acceptor_input(acceptor, bench->negotiate.data,
					  bench->negotiate.size, &reply);
		if (ntlm_acceptor_input(acceptor, bench->authenticate.data,
					bench->authenticate.size, &reply) !=
		    NTLM_ACCEPTOR_LOOKUP)
			i_fatal("the login failed");
		if (with_crypto &&
		    !ntlm_acceptor_finish(acceptor, bench->nt_hash))
			i_fatal("the login was refused");
		pool_unref(&pool);
	}
	return (now_usecs() - begin) / BENCH_LOGINS;
}

int main(void)
{
	double hmac, messages, login;
	struct bench bench;
	const char *error;
	long rss;
	pool_t pool;

	lib_init();
	if (ntlm_crypto_init(&error) < 0)
		i_fatal("%s", error);
	pool = pool_alloconly_create("bench", 4096);
	i_zero(&bench);
	bench_record(&bench, pool);
	hmac = bench_hmac(&bench);
	messages = bench_login(&bench, FALSE);
	rss = rss_kb();
	login = bench_login(&bench, TRUE);
	printf("one HMAC-MD5              %8.3f us\n", hmac);
	printf("a login's messages        %8.3f us\n", messages);
	printf("a login's crypto          %8.3f us = %.1f HMAC-MD5\n",
	       login - messages, (login - messages) / hmac);
	printf("a login                   %8.3f us = %.0f/s\n",
	       login, 1e6 / login);
	printf("memory after %d more   %+ld kB\n", BENCH_LOGINS,
	       rss_kb() - rss);
	pool_unref(&pool);
	ntlm_crypto_deinit();
	lib_deinit();
	return 0;
}
