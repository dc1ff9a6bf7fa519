/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "safe-memset.h"
#include "ntlm-crypto.h"
#include "ntlm-crypto-private.h"

#include <openssl/evp.h>

#define DES_KEY_SIZE 8
#define DES_BLOCK_SIZE 8

/* Single DES is in the legacy provider; triple DES with three equal keys is
   the same function and is in the default provider. */
static EVP_CIPHER *des;
static EVP_CIPHER_CTX *des_ctx;

bool ntlm_crypto_des_init(void)
{
	des = EVP_CIPHER_fetch(NULL, "DES-EDE-ECB", NULL);
	des_ctx = EVP_CIPHER_CTX_new();
	return des != NULL && des_ctx != NULL;
}

void ntlm_crypto_des_deinit(void)
{
	EVP_CIPHER_free(des);
	EVP_CIPHER_CTX_free(des_ctx);
	des = NULL;
	des_ctx = NULL;
}

/* 7 octets to the 8 with (unused) parity bits that DES takes */
static void des_expand_key(const unsigned char key[7],
			   unsigned char des_key_r[DES_KEY_SIZE])
{
	unsigned int i;

	des_key_r[0] = key[0];
	for (i = 1; i < 7; i++)
		des_key_r[i] = (key[i - 1] << (8 - i)) | (key[i] >> i);
	des_key_r[7] = key[6] << 1;
}

static void des_encrypt(const unsigned char key[7],
			const unsigned char block[DES_BLOCK_SIZE],
			unsigned char result_r[DES_BLOCK_SIZE])
{
	unsigned char ede_key[2 * DES_KEY_SIZE];
	int size = 0;

	des_expand_key(key, ede_key);
	memcpy(ede_key + DES_KEY_SIZE, ede_key, DES_KEY_SIZE);
	if (EVP_EncryptInit_ex2(des_ctx, des, ede_key, NULL, NULL) != 1 ||
	    EVP_CIPHER_CTX_set_padding(des_ctx, 0) != 1 ||
	    EVP_EncryptUpdate(des_ctx, result_r, &size, block,
			      DES_BLOCK_SIZE) != 1 || size != DES_BLOCK_SIZE)
		i_fatal("ntlm: DES failed");
	EVP_CIPHER_CTX_reset(des_ctx);
	safe_memset(ede_key, 0, sizeof(ede_key));
}

void ntlm_response_v1(const unsigned char nt_hash[NTLM_HASH_SIZE],
		      const unsigned char challenge[NTLM_CHALLENGE_SIZE],
		      unsigned char response_r[NTLM_RESPONSE_V1_SIZE])
{
	/* DESL: the 16 octets of the key and 5 zeros are three DES keys */
	unsigned char key[21] = { 0 };
	unsigned int i;

	memcpy(key, nt_hash, NTLM_HASH_SIZE);
	for (i = 0; i < 3; i++) {
		des_encrypt(key + 7 * i, challenge,
			    response_r + DES_BLOCK_SIZE * i);
	}
	safe_memset(key, 0, sizeof(key));
}

void ntlm_response_v1_session(
	const unsigned char nt_hash[NTLM_HASH_SIZE],
	const unsigned char server_challenge[NTLM_CHALLENGE_SIZE],
	const unsigned char client_challenge[NTLM_CHALLENGE_SIZE],
	unsigned char response_r[NTLM_RESPONSE_V1_SIZE])
{
	const struct ntlm_field parts[] = {
		{ server_challenge, NTLM_CHALLENGE_SIZE },
		{ client_challenge, NTLM_CHALLENGE_SIZE },
	};
	unsigned char digest[16];

	ntlm_md5(parts, N_ELEMENTS(parts), digest);
	ntlm_response_v1(nt_hash, digest, response_r);
}
