/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "test-common.h"
#include "ntlm-avpair.h"
#include "ntlm-crypto.h"
#include "ntlm-unicode.h"
#include "test-ntlm-data.h"
#include "test-ntlm-util.h"

#include <openssl/evp.h>

/* MS-NLMP 4.2.1: User, Domain, Password, 0123456789abcdef, aa x 8 */
#define SERVER_CHALLENGE "0123456789abcdef"
#define CLIENT_CHALLENGE "aaaaaaaaaaaaaaaa"

static void test_is(const char *name, const void *data, size_t size,
		    const char *want)
{
	if (!test_is_hex(data, size, want))
		test_assert_failed(name, __FILE__, __LINE__);
}

static void user_hash(unsigned char hash_r[NTLM_HASH_SIZE])
{
	test_assert(ntlm_ntowf_v1("Password", hash_r) == 0);
}

static void test_vectors_v1(void)
{
	unsigned char hash[NTLM_HASH_SIZE], out[NTLM_RESPONSE_V1_SIZE];
	struct ntlm_field server = test_hex(SERVER_CHALLENGE);
	struct ntlm_field client = test_hex(CLIENT_CHALLENGE);
	unsigned char digest[16];
	struct ntlm_field part = { hash, sizeof(hash) };

	test_begin("MS-NLMP 4.2.2, 4.2.3: NTLMv1, NTLM2 session response");
	user_hash(hash);
	test_is("NTOWFv1 (4.2.2.1.1)", hash, sizeof(hash),
		"a4f49c406510bdcab6824ee7c30fd852");
	ntlm_response_v1(hash, server.data, out);
	test_is("NTLMv1 response (4.2.2.2.1)", out, sizeof(out),
		"67c43011f30298a2ad35ece64f16331c44bdbed927841f94");
	ntlm_response_v1_session(hash, server.data, client.data, out);
	test_is("NTLM2 session response (4.2.3.2.2)", out, sizeof(out),
		"7537f803ae367128ca458204bde7caf81e97ed2683267232");
	/* SessionBaseKey of NTLMv1 is MD4(NTOWFv1); of no use to us, but
	   HMAC-MD5 with it is 4.2.3.1.3 */
	const struct ntlm_field nonces[] = { server, client };
	struct ntlm_field key = test_hex("d87262b0cde4b1cb7499becccdf10784");
	ntlm_hmac_md5(key.data, nonces, N_ELEMENTS(nonces), digest);
	test_is("KeyExchangeKey (4.2.3.1.3)", digest, sizeof(digest),
		"eb93429a8bd952f8b89c55b87f475edc");
	ntlm_md5(&part, 0, digest);
	test_is("MD5 of nothing (RFC 1321)", digest, sizeof(digest),
		"d41d8cd98f00b204e9800998ecf8427e");
	test_end();
}

static void test_vectors_v2(void)
{
	unsigned char hash[NTLM_HASH_SIZE], ntowf[NTLM_HASH_SIZE], out[16];
	struct ntlm_field server = test_hex(SERVER_CHALLENGE);
	struct ntlm_field client = test_hex(CLIENT_CHALLENGE);
	struct ntlm_field user = test_utf16("USER");
	struct ntlm_field domain = test_utf16("Domain");
	struct ntlm_field temp = test_hex(V2_TEMP);

	test_begin("MS-NLMP 4.2.4: NTLMv2");
	user_hash(hash);
	ntlm_ntowf_v2(hash, &user, &domain, ntowf);
	test_is("NTOWFv2 (4.2.4.1.1)", ntowf, sizeof(ntowf),
		"0c868a403bfd7a93a3001ef22ef02e3f");
	ntlm_proof_v2(ntowf, server.data, temp.data, temp.size, out);
	test_is("NTProofStr (4.2.4.2.2)", out, sizeof(out),
		"68cd0ab851e51c96aabc927bebef6a1c");
	ntlm_session_key_v2(ntowf, out, out);
	test_is("SessionBaseKey (4.2.4.1.2)", out, sizeof(out),
		"8de40ccadbc14a82f15cb0ad0de95ca3");
	ntlm_proof_v2(ntowf, server.data, client.data, client.size, out);
	test_is("LMv2 response (4.2.4.2.1)", out, sizeof(out),
		"86c35097ac9cec102554764a57cccc19");
	test_end();
}

static void test_replay(const char *negotiate_hex, const char *challenge_hex,
			const char *authenticate_hex, const char *password,
			const struct ntlm_policy *policy,
			enum ntlm_variant variant, enum ntlm_reason reason)
{
	pool_t pool = pool_alloconly_create("test replay", 4096);
	struct ntlm_field negotiate = test_hex(negotiate_hex);
	struct ntlm_field challenge = test_hex(challenge_hex);
	struct ntlm_field msg = test_hex(authenticate_hex), reply;
	struct ntlm_acceptor *acceptor =
		test_acceptor_replay(pool, policy, &negotiate, &challenge);
	unsigned char hash[NTLM_HASH_SIZE];

	test_assert(ntlm_acceptor_input(acceptor, msg.data, msg.size,
					&reply) == NTLM_ACCEPTOR_LOOKUP);
	test_assert(ntlm_ntowf_v1(password, hash) == 0);
	test_assert(ntlm_acceptor_finish(acceptor, hash) ==
		    (reason == NTLM_REASON_ACCEPTED));
	test_reason_equal(acceptor->verdict.reason, reason, __FILE__, __LINE__);
	test_assert(acceptor->verdict.variant == variant);
	if (acceptor->response.pairs.flags != 0 &&
	    reason == NTLM_REASON_ACCEPTED)
		test_assert(acceptor->verdict.mic == NTLM_VERIFIED);
	pool_unref(&pool);
}

/* The published messages through the whole acceptor */
static void test_vectors_messages(void)
{
	struct ntlm_policy policy;

	test_begin("MS-NLMP 4.2.2.3, 4.2.3.3, 4.2.4.3, Windows 8.1 messages");
	test_policy(&policy);
	test_replay("", V2_CHALLENGE, V2_AUTHENTICATE, "Password", &policy,
		    NTLM_VARIANT_V2, NTLM_REASON_ACCEPTED);
	test_replay("", V2_CHALLENGE, V2_AUTHENTICATE, "password", &policy,
		    NTLM_VARIANT_V2, NTLM_REASON_PASSWORD);
	test_replay(WINDOWS_NEGOTIATE, WINDOWS_CHALLENGE, WINDOWS_AUTHENTICATE,
		    "P4ss123!", &policy, NTLM_VARIANT_V2, NTLM_REASON_ACCEPTED);
	/* one octet of NEGOTIATE is another: only the MIC notices */
	test_replay("00" WINDOWS_NEGOTIATE, WINDOWS_CHALLENGE,
		    WINDOWS_AUTHENTICATE, "P4ss123!", &policy, NTLM_VARIANT_V2,
		    NTLM_REASON_MIC);
	/* NEGOTIATE is not known, so the proof is right and the MIC is not */
	test_replay("", CBT_CHALLENGE, CBT_AUTHENTICATE, "P@ssw0rd", &policy,
		    NTLM_VARIANT_V2, NTLM_REASON_MIC);
	policy.v1 = NTLM_V1_YES;
	test_replay("", V1_CHALLENGE, V1_AUTHENTICATE, "Password", &policy,
		    NTLM_VARIANT_V1, NTLM_REASON_ACCEPTED);
	test_replay("", V1_CHALLENGE, V1_AUTHENTICATE, "Passw0rd", &policy,
		    NTLM_VARIANT_V1, NTLM_REASON_PASSWORD);
	policy.v1 = NTLM_V1_SESSION;
	test_replay("", SESSION_CHALLENGE, SESSION_AUTHENTICATE, "Password",
		    &policy, NTLM_VARIANT_V1_SESSION, NTLM_REASON_ACCEPTED);
	test_replay("", SESSION_CHALLENGE, SESSION_AUTHENTICATE, "Passwort",
		    &policy, NTLM_VARIANT_V1_SESSION, NTLM_REASON_PASSWORD);
	test_end();
}

static void test_vectors_windows(void)
{
	unsigned char hash[NTLM_HASH_SIZE], ntowf[NTLM_HASH_SIZE];
	unsigned char key[NTLM_HASH_SIZE], mic[NTLM_MIC_SIZE];
	struct ntlm_field user = test_utf16("USERNAME");
	struct ntlm_field domain = test_utf16("Domain");
	struct ntlm_field negotiate = test_hex(WINDOWS_NEGOTIATE);
	struct ntlm_field challenge = test_hex(WINDOWS_CHALLENGE);
	struct ntlm_field authenticate = test_hex(WINDOWS_AUTHENTICATE);
	struct ntlm_field proof = test_hex("621468c89812e739d8761be9f754b5e3");

	test_begin("Windows 8.1: keys and MIC");
	test_assert(ntlm_ntowf_v1("P4ss123!", hash) == 0);
	test_is("NTOWFv1", hash, sizeof(hash),
		"d5922a65c4d5c082ca444af1be0001db");
	ntlm_ntowf_v2(hash, &user, &domain, ntowf);
	test_is("NTOWFv2", ntowf, sizeof(ntowf),
		"4c7f706f7dde05a9d1a0f4e7ffe3bfb8");
	ntlm_session_key_v2(ntowf, proof.data, key);
	test_is("SessionBaseKey", key, sizeof(key),
		"340073ad6a56b644ad9f696e9eb6e4e2");
	ntlm_mic(key, &negotiate, &challenge, &authenticate, 72, mic);
	test_is("MIC", mic, sizeof(mic), "12e55af580ee3f29e1de904d73770625");
	test_end();
}

static void test_vectors_binding(void)
{
	/* the application data of the blog, hashed as RFC 4121 structure */
	struct ntlm_field hash = test_hex(
		"ea05fefecc6b0bd571dbbc5baa3ed45386d0446835f7b74c85621b99"
		"83475f95");
	struct ntlm_field head = test_hex(
		"00000000000000000000000000000000" "35000000");
	const struct ntlm_field parts[] = {
		head,
		{ (const unsigned char *)"tls-server-end-point:", 21 },
		hash,
	};
	struct ntlm_field msg = test_hex(CBT_AUTHENTICATE);
	struct ntlm_authenticate authenticate;
	struct ntlm_response response;
	unsigned char token[16], nt_hash[16], ntowf[16], key[16];
	struct ntlm_field user = test_utf16("ADMINISTRATOR");
	struct ntlm_field domain = test_utf16("WS2008R2");
	const char *error;

	test_begin("Windows: channel binding");
	ntlm_md5(parts, N_ELEMENTS(parts), token);
	test_is("token", token, sizeof(token),
		"6586e99d81c2fc984e47172fd4dd0310");
	test_assert(ntlm_authenticate_read(msg.data, msg.size, &authenticate,
					   &error) == 0);
	test_assert(ntlm_response_read(&authenticate, authenticate.flags,
				       &response, &error) == 0);
	test_assert(response.pairs.channel_binding.size == sizeof(token));
	test_assert(memcmp(response.pairs.channel_binding.data, token,
			   sizeof(token)) == 0);
	test_assert(ntlm_ntowf_v1("P@ssw0rd", nt_hash) == 0);
	test_is("NTOWFv1", nt_hash, 16, "e19ccf75ee54e06b06a5907af13cef42");
	ntlm_ntowf_v2(nt_hash, &user, &domain, ntowf);
	test_is("NTOWFv2", ntowf, 16, "22fe5b1bc73d136282aef78e70c8dd58");
	ntlm_session_key_v2(ntowf, response.proof, key);
	test_is("SessionBaseKey", key, 16, "9bd3f8be97c125f9e2f02bb60eb53ec7");
	test_end();
}

void (*const test_ntlm_vectors[])(void) = {
	test_vectors_v1,
	test_vectors_v2,
	test_vectors_messages,
	test_vectors_windows,
	test_vectors_binding,
	NULL
};
