/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "hex-binary.h"
#include "test-common.h"
#include "write-full.h"
#include "ntlm-channel-binding.h"
#include "ntlm-crypto.h"
#include "test-ntlm-util.h"

#include <fcntl.h>
#include <unistd.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#define CERT_PATH_A "test-ntlm-a.pem"
#define CERT_PATH_B "test-ntlm-b.pem"

/* A self-signed certificate; digest NULL: Ed25519. */
static X509 *make_cert(const EVP_MD *digest, long serial)
{
	EVP_PKEY *key = digest == NULL ? EVP_PKEY_Q_keygen(NULL, NULL,
							   "ED25519") :
		EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	X509 *cert = X509_new();

	ASN1_INTEGER_set(X509_get_serialNumber(cert), serial);
	X509_gmtime_adj(X509_getm_notBefore(cert), 0);
	X509_gmtime_adj(X509_getm_notAfter(cert), 3600);
	X509_set_pubkey(cert, key);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN",
				   MBSTRING_ASC, (const void *)"localhost",
				   -1, -1, 0);
	X509_set_issuer_name(cert, X509_get_subject_name(cert));
	test_assert(X509_sign(cert, key, digest) > 0);
	EVP_PKEY_free(key);
	return cert;
}

static void write_cert(const char *path, X509 *cert, const char *before)
{
	FILE *file = fopen(path, "w");

	test_assert(file != NULL && fputs(before, file) >= 0 &&
		    PEM_write_X509(file, cert) == 1 && fclose(file) == 0);
}

/* What another implementation would send, step by step */
static void
want_token(X509 *cert, const EVP_MD *digest,
	   unsigned char token_r[NTLM_CHANNEL_BINDING_SIZE])
{
	enum { PREFIX = 16 + 4, HEAD = PREFIX + 21 };
	unsigned char data[HEAD + EVP_MAX_MD_SIZE] = { 0 };
	unsigned int size;

	memcpy(data + PREFIX, "tls-server-end-point:", HEAD - PREFIX);
	test_assert(X509_digest(cert, digest, data + HEAD, &size) == 1);
	data[16] = HEAD - PREFIX + size;
	test_assert(EVP_Digest(data, HEAD + size, token_r, NULL,
			       EVP_md5(), NULL) == 1);
}

static void test_token(void)
{
	const struct {
		const EVP_MD *sign, *hash;
	} tests[] = {
		{ EVP_sha256(), EVP_sha256() },
		{ EVP_sha384(), EVP_sha384() },
		{ EVP_sha512(), EVP_sha512() },
		{ EVP_sha1(), EVP_sha256() },
		{ NULL, EVP_sha256() },
	};
	unsigned char token[NTLM_CHANNEL_BINDING_SIZE], want[sizeof(token)];
	const char *error;
	unsigned int i;

	test_begin("channel binding token");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		X509 *cert = make_cert(tests[i].sign, i + 1);
		unsigned char *der = NULL;
		int size = i2d_X509(cert, &der);

		want_token(cert, tests[i].hash, want);
		test_assert_idx(ntlm_channel_binding_token(der, size, token,
							   &error) == 0, i);
		test_assert_idx(memcmp(token, want, sizeof(want)) == 0, i);
		test_assert_idx(!ntlm_channel_binding_is_zero(token), i);
		test_assert_idx(ntlm_channel_binding_token(der, size - 1, token,
							   &error) < 0, i);
		OPENSSL_free(der);
		X509_free(cert);
	}
	memset(token, 0, sizeof(token));
	test_assert(ntlm_channel_binding_is_zero(token));
	test_end();
}

/* refresh() looks once a second; tests do not wait for that */
static int refresh_now(const char *paths,
		       struct ntlm_channel_bindings **bindings_r,
		       const char **error_r)
{
	*bindings_r = ntlm_channel_bindings_create(paths);
	return ntlm_channel_bindings_refresh(*bindings_r, error_r);
}

static void test_files(void)
{
	struct ntlm_channel_bindings *bindings;
	X509 *a = make_cert(EVP_sha256(), 1), *b = make_cert(EVP_sha384(), 2);
	unsigned char token_a[16], token_b[16];
	const char *error = NULL;

	test_begin("channel binding files");
	want_token(a, EVP_sha256(), token_a);
	want_token(b, EVP_sha384(), token_b);
	/* as openssl x509 -text writes it; the first certificate counts */
	write_cert(CERT_PATH_A, a, "Certificate:\n    Data:\n");
	write_cert(CERT_PATH_B, b, "");

	test_assert(refresh_now("", &bindings, &error) == 0);
	test_assert(!ntlm_channel_bindings_usable(bindings));
	ntlm_channel_bindings_free(&bindings);

	test_assert(refresh_now(CERT_PATH_A " " CERT_PATH_B, &bindings,
				&error) == 0);
	test_assert(ntlm_channel_bindings_usable(bindings));
	test_assert(ntlm_channel_bindings_match(bindings, token_a));
	test_assert(ntlm_channel_bindings_match(bindings, token_b));
	token_b[15] ^= 1;
	test_assert(!ntlm_channel_bindings_match(bindings, token_b));
	token_b[15] ^= 1;
	ntlm_channel_bindings_free(&bindings);

	test_assert(refresh_now(CERT_PATH_A " no/such.pem", &bindings,
				&error) < 0);
	test_assert(strstr(error, "no/such.pem") != NULL);
	test_assert(ntlm_channel_bindings_match(bindings, token_a));
	ntlm_channel_bindings_free(&bindings);

	i_unlink(CERT_PATH_A);
	i_unlink(CERT_PATH_B);
	X509_free(a);
	X509_free(b);
	test_end();
}

static void next_second(void)
{
	time_t now = time(NULL);

	while (time(NULL) == now)
		usleep(10000);
}

/* Renewed, half written, gone */
static void test_refresh(void)
{
	struct ntlm_channel_bindings *bindings;
	X509 *a = make_cert(EVP_sha256(), 1), *b = make_cert(EVP_sha256(), 2);
	unsigned char token_a[16], token_b[16];
	const char *error = NULL;

	test_begin("channel binding files change");
	want_token(a, EVP_sha256(), token_a);
	want_token(b, EVP_sha256(), token_b);
	write_cert(CERT_PATH_A, a, "");
	test_assert(refresh_now(CERT_PATH_A, &bindings, &error) == 0);
	test_assert(ntlm_channel_bindings_match(bindings, token_a));

	write_cert(CERT_PATH_B, b, "renewed\n");
	test_assert(rename(CERT_PATH_B, CERT_PATH_A) == 0);
	next_second();
	test_assert(ntlm_channel_bindings_refresh(bindings, &error) == 0);
	test_assert(ntlm_channel_bindings_match(bindings, token_b));
	test_assert(!ntlm_channel_bindings_match(bindings, token_a));

	test_assert(truncate(CERT_PATH_A, 20) == 0);
	next_second();
	test_assert(ntlm_channel_bindings_refresh(bindings, &error) < 0);
	test_assert(ntlm_channel_bindings_match(bindings, token_b));
	/* said once */
	next_second();
	test_assert(ntlm_channel_bindings_refresh(bindings, &error) == 0);

	i_unlink(CERT_PATH_A);
	next_second();
	test_assert(ntlm_channel_bindings_refresh(bindings, &error) < 0);
	test_assert(ntlm_channel_bindings_match(bindings, token_b));
	ntlm_channel_bindings_free(&bindings);
	X509_free(a);
	X509_free(b);
	test_end();
}

/* Modes, with a good, a bad, a zero token, and no certificate configured */
enum { GOOD, BAD, ZERO };
static const struct {
	enum ntlm_check check;
	int token;
	bool files;
	enum ntlm_reason reason;
	enum ntlm_presence presence;
} binding_tests[] = {
	{ NTLM_CHECK_OFF, GOOD, TRUE, NTLM_REASON_ACCEPTED,
	  NTLM_UNCHECKED },
	{ NTLM_CHECK_OFF, BAD, TRUE, NTLM_REASON_ACCEPTED,
	  NTLM_UNCHECKED },
	{ NTLM_CHECK_IF_PRESENT, GOOD, TRUE, NTLM_REASON_ACCEPTED,
	  NTLM_VERIFIED },
	{ NTLM_CHECK_IF_PRESENT, BAD, TRUE, NTLM_REASON_BINDING,
	  NTLM_BAD },
	{ NTLM_CHECK_IF_PRESENT, ZERO, TRUE, NTLM_REASON_ACCEPTED,
	  NTLM_ABSENT },
	{ NTLM_CHECK_IF_PRESENT, BAD, FALSE, NTLM_REASON_ACCEPTED,
	  NTLM_UNCHECKED },
	{ NTLM_CHECK_REQUIRE, GOOD, TRUE, NTLM_REASON_ACCEPTED,
	  NTLM_VERIFIED },
	{ NTLM_CHECK_REQUIRE, BAD, TRUE, NTLM_REASON_BINDING,
	  NTLM_BAD },
	{ NTLM_CHECK_REQUIRE, ZERO, TRUE, NTLM_REASON_BINDING_ABSENT,
	  NTLM_ABSENT },
	{ NTLM_CHECK_REQUIRE, GOOD, FALSE,
	  NTLM_REASON_BINDING_UNUSABLE, NTLM_ABSENT },
};

static void test_binding_policy(void)
{
	struct ntlm_channel_bindings *bindings;
	struct ntlm_client_params client = {
		.user = "alice", .domain = "", .password = "Password",
	};
	unsigned char tokens[3][NTLM_CHANNEL_BINDING_SIZE];
	X509 *cert = make_cert(EVP_sha256(), 1);
	struct test_exchange exchange;
	struct ntlm_policy policy;
	const char *error;
	unsigned int i;

	test_begin("channel binding policy");
	write_cert(CERT_PATH_A, cert, "");
	want_token(cert, EVP_sha256(), tokens[GOOD]);
	memset(tokens[BAD], 0x55, sizeof(tokens[BAD]));
	memset(tokens[ZERO], 0, sizeof(tokens[ZERO]));
	test_assert(refresh_now(CERT_PATH_A, &bindings, &error) == 0);
	test_policy(&policy);
	for (i = 0; i < N_ELEMENTS(binding_tests); i++) {
		policy.channel_binding = binding_tests[i].check;
		policy.bindings = binding_tests[i].files ? bindings : NULL;
		client.channel_binding = tokens[binding_tests[i].token];
		test_exchange_begin(&exchange, &policy, TRUE, &client);
		test_assert_idx(test_exchange_finish(&exchange, "Password") ==
				binding_tests[i].reason, i);
		test_assert_idx(ntlm_acceptor_verdict(exchange.acceptor)->
				channel_binding == binding_tests[i].presence, i);
		test_exchange_end(&exchange);
	}
	ntlm_channel_bindings_free(&bindings);
	i_unlink(CERT_PATH_A);
	X509_free(cert);
	test_end();
}

void (*const test_ntlm_binding[])(void) = {
	test_token,
	test_files,
	test_refresh,
	test_binding_policy,
	NULL
};
