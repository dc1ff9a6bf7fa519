/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "md4.h"
#include "safe-memset.h"
#include "ntlm-crypto.h"
#include "ntlm-unicode.h"
#include "ntlm-crypto-private.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>

/* Fetching costs more than hashing, so it is done once. The HMAC context keeps
   the last key until ntlm_crypto_forget(). */
static struct {
	EVP_MAC_CTX *hmac;
	EVP_MD_CTX *md5_ctx;
	EVP_MD *md5;
	int refcount;
} crypto;

static bool crypto_fetch(void)
{
	OSSL_PARAM params[2] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST,
						 (char *)"MD5", 0),
		OSSL_PARAM_construct_end(),
	};
	static const unsigned char no_key[NTLM_HASH_SIZE];
	EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);

	if (hmac != NULL) {
		crypto.hmac = EVP_MAC_CTX_new(hmac);
		EVP_MAC_free(hmac);
	}
	crypto.md5 = EVP_MD_fetch(NULL, "MD5", NULL);
	crypto.md5_ctx = EVP_MD_CTX_new();
	return crypto.hmac != NULL && crypto.md5 != NULL &&
		crypto.md5_ctx != NULL && ntlm_crypto_des_init() &&
		EVP_MAC_init(crypto.hmac, no_key, sizeof(no_key), params) == 1;
}

static void crypto_free(void)
{
	EVP_MAC_CTX_free(crypto.hmac);
	EVP_MD_CTX_free(crypto.md5_ctx);
	EVP_MD_free(crypto.md5);
	ntlm_crypto_des_deinit();
	i_zero(&crypto);
}

int ntlm_crypto_init(const char **error_r)
{
	if (crypto.refcount++ > 0)
		return 0;
	if (crypto_fetch())
		return 0;
	crypto_free();
	*error_r = "OpenSSL has no MD5, HMAC or DES-EDE-ECB "
		"(NTLM cannot be used in FIPS mode)";
	return -1;
}

void ntlm_crypto_deinit(void)
{
	i_assert(crypto.refcount > 0);

	if (--crypto.refcount == 0)
		crypto_free();
}

void ntlm_hmac_md5(const unsigned char key[NTLM_HASH_SIZE],
		   const struct ntlm_field *parts, unsigned int count,
		   unsigned char result_r[16])
{
	size_t size;
	unsigned int i;
	bool ok;

	ok = EVP_MAC_init(crypto.hmac, key, NTLM_HASH_SIZE, NULL) == 1;
	for (i = 0; i < count && ok; i++) {
		ok = EVP_MAC_update(crypto.hmac, parts[i].data,
				    parts[i].size) == 1;
	}
	if (!ok || EVP_MAC_final(crypto.hmac, result_r, &size, 16) != 1)
		i_fatal("ntlm: HMAC-MD5 failed");
}

void ntlm_crypto_forget(void)
{
	static const unsigned char no_key[NTLM_HASH_SIZE];

	if (EVP_MAC_init(crypto.hmac, no_key, sizeof(no_key), NULL) != 1)
		i_fatal("ntlm: HMAC-MD5 failed");
}

void ntlm_md5(const struct ntlm_field *parts, unsigned int count,
	      unsigned char result_r[16])
{
	unsigned int i, size;
	bool ok;

	ok = EVP_DigestInit_ex2(crypto.md5_ctx, crypto.md5, NULL) == 1;
	for (i = 0; i < count && ok; i++) {
		ok = EVP_DigestUpdate(crypto.md5_ctx, parts[i].data,
				      parts[i].size) == 1;
	}
	if (!ok || EVP_DigestFinal_ex(crypto.md5_ctx, result_r, &size) != 1)
		i_fatal("ntlm: MD5 failed");
}

/* never grows, so no copy of a password is left behind */
static buffer_t *password_buffer(const char *password)
{
	return t_buffer_create(2 * strlen(password) + 1);
}

static void password_hash(buffer_t *utf16, unsigned char hash_r[NTLM_HASH_SIZE])
{
	struct md4_context ctx;

	md4_init(&ctx);
	md4_update(&ctx, utf16->data, utf16->used);
	md4_final(&ctx, hash_r);
	safe_memset(&ctx, 0, sizeof(ctx));
	safe_memset(buffer_get_modifiable_data(utf16, NULL), 0, utf16->used);
}

int ntlm_ntowf_v1(const char *password, unsigned char hash_r[NTLM_HASH_SIZE])
{
	buffer_t *utf16 = password_buffer(password);

	if (ntlm_utf8_to_utf16(password, utf16) < 0)
		return -1;
	password_hash(utf16, hash_r);
	return 0;
}

void ntlm_ntowf_v1_octets(const char *password,
			  unsigned char hash_r[NTLM_HASH_SIZE])
{
	buffer_t *utf16 = password_buffer(password);

	ntlm_octets_to_utf16((const unsigned char *)password, strlen(password),
			     utf16);
	password_hash(utf16, hash_r);
}

void ntlm_ntowf_v2(const unsigned char nt_hash[NTLM_HASH_SIZE],
		   const struct ntlm_field *user_upper,
		   const struct ntlm_field *domain,
		   unsigned char hash_r[NTLM_HASH_SIZE])
{
	const struct ntlm_field parts[] = { *user_upper, *domain };

	ntlm_hmac_md5(nt_hash, parts, N_ELEMENTS(parts), hash_r);
}

void ntlm_proof_v2(const unsigned char ntowf_v2[NTLM_HASH_SIZE],
		   const unsigned char server_challenge[NTLM_CHALLENGE_SIZE],
		   const void *temp, size_t temp_size,
		   unsigned char proof_r[NTLM_PROOF_SIZE])
{
	const struct ntlm_field parts[] = {
		{ server_challenge, NTLM_CHALLENGE_SIZE },
		{ temp, temp_size },
	};

	ntlm_hmac_md5(ntowf_v2, parts, N_ELEMENTS(parts), proof_r);
}

void ntlm_session_key_v2(const unsigned char ntowf_v2[NTLM_HASH_SIZE],
			 const unsigned char proof[NTLM_PROOF_SIZE],
			 unsigned char key_r[NTLM_HASH_SIZE])
{
	const struct ntlm_field part = { proof, NTLM_PROOF_SIZE };

	ntlm_hmac_md5(ntowf_v2, &part, 1, key_r);
}

void ntlm_mic(const unsigned char session_key[NTLM_HASH_SIZE],
	      const struct ntlm_field *negotiate,
	      const struct ntlm_field *challenge,
	      const struct ntlm_field *authenticate, size_t mic_offset,
	      unsigned char mic_r[NTLM_MIC_SIZE])
{
	static const unsigned char zero[NTLM_MIC_SIZE];
	size_t behind = mic_offset + NTLM_MIC_SIZE;

	i_assert(behind <= authenticate->size);

	const struct ntlm_field parts[] = {
		*negotiate,
		*challenge,
		{ authenticate->data, mic_offset },
		{ zero, sizeof(zero) },
		{ authenticate->data + behind,
		  authenticate->size - behind },
	};
	ntlm_hmac_md5(session_key, parts, N_ELEMENTS(parts), mic_r);
}
