/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "byteorder.h"
#include "ntlm-certificate.h"
#include "ntlm-channel-binding.h"
#include "ntlm-crypto.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>

#define END_POINT_PREFIX "tls-server-end-point:"
/* initiator and acceptor address type and length: all zero */
#define BINDINGS_ADDRESSES_SIZE 16

/* RFC 5929 4.1: the hash of the certificate's signature, but SHA-256 in place
   of MD5 and SHA-1. Signatures without a hash of their own (Ed25519) are
   undefined there; SHA-256 is what others took. */
static const EVP_MD *certificate_digest(X509 *cert)
{
	const EVP_MD *digest;
	int nid = NID_undef;

	if (X509_get_signature_info(cert, &nid, NULL, NULL, NULL) != 1 ||
	    nid == NID_md5 || nid == NID_sha1 || nid == NID_undef)
		return EVP_sha256();
	digest = EVP_get_digestbynid(nid);
	return digest == NULL ? EVP_sha256() : digest;
}

static int certificate_token(
	X509 *cert, unsigned char token_r[NTLM_CHANNEL_BINDING_SIZE],
	const char **error_r)
{
	static const unsigned char addresses[BINDINGS_ADDRESSES_SIZE];
	unsigned char hash[EVP_MAX_MD_SIZE], size_le[sizeof(uint32_t)];
	const size_t prefix_size = sizeof(END_POINT_PREFIX) - 1;
	unsigned int hash_size;

	if (X509_digest(cert, certificate_digest(cert), hash,
			&hash_size) != 1) {
		*error_r = "certificate cannot be hashed";
		return -1;
	}
	cpu32_to_le_unaligned(prefix_size + hash_size, size_le);
	const struct ntlm_field parts[] = {
		{ addresses, sizeof(addresses) },
		{ size_le, sizeof(size_le) },
		{ (const unsigned char *)END_POINT_PREFIX, prefix_size },
		{ hash, hash_size },
	};
	ntlm_md5(parts, N_ELEMENTS(parts), token_r);
	return 0;
}

int ntlm_channel_binding_token(
	const unsigned char *der, size_t size,
	unsigned char token_r[NTLM_CHANNEL_BINDING_SIZE],
	const char **error_r)
{
	X509 *cert;
	int ret;

	cert = size > LONG_MAX ? NULL : d2i_X509(NULL, &der, size);
	if (cert == NULL) {
		*error_r = "not an X.509 certificate";
		return -1;
	}
	ret = certificate_token(cert, token_r, error_r);
	X509_free(cert);
	return ret;
}

bool ntlm_channel_binding_is_zero(
	const unsigned char token[NTLM_CHANNEL_BINDING_SIZE])
{
	static const unsigned char zero[NTLM_CHANNEL_BINDING_SIZE];

	return memcmp(token, zero, sizeof(zero)) == 0;
}

int ntlm_certificate_file_token(
	const char *path, unsigned char token_r[NTLM_CHANNEL_BINDING_SIZE],
	const char **error_r)
{
	const char *error;
	FILE *file;
	X509 *cert;
	int ret;

	file = fopen(path, "re");
	if (file == NULL) {
		*error_r = t_strdup_printf("fopen(%s) failed: %m", path);
		return -1;
	}
	cert = PEM_read_X509(file, NULL, NULL, NULL);
	(void)fclose(file);
	if (cert == NULL) {
		*error_r = t_strdup_printf("no certificate in %s", path);
		return -1;
	}
	ret = certificate_token(cert, token_r, &error);
	if (ret < 0)
		*error_r = t_strdup_printf("%s: %s", path, error);
	X509_free(cert);
	return ret;
}
