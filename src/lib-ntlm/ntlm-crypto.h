#ifndef NTLM_CRYPTO_H
#define NTLM_CRYPTO_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "ntlm-field.h"

/* MD5, HMAC-MD5 and DES are OpenSSL's default provider; MD4 is libdovecot's,
   because OpenSSL 3 has it only in the legacy provider. */

/* Is everything there? A machine in FIPS mode has no MD5.
   Returns 0, or -1 and the error. Call it before anything else. */
int ntlm_crypto_init(const char **error_r);
void ntlm_crypto_deinit(void);
/* Wipe the last key out of OpenSSL's context. To be called when a login is
   done with; per HMAC it would cost a third more. */
void ntlm_crypto_forget(void);

/* HMAC-MD5 over the parts, one after the other. */
void ntlm_hmac_md5(const unsigned char key[NTLM_HASH_SIZE],
		   const struct ntlm_field *parts, unsigned int count,
		   unsigned char result_r[16]);
/* MD5 over the parts. */
void ntlm_md5(const struct ntlm_field *parts, unsigned int count,
	      unsigned char result_r[16]);

/* The NT hash: MD4 of the password in UTF-16LE (MS-NLMP 3.3.1 NTOWFv1).
   Returns 0, or -1 if the password is not valid UTF-8. */
int ntlm_ntowf_v1(const char *password, unsigned char hash_r[NTLM_HASH_SIZE]);
/* The same of a password that is not UTF-8: each octet is one character. */
void ntlm_ntowf_v1_octets(const char *password,
			  unsigned char hash_r[NTLM_HASH_SIZE]);
/* MS-NLMP 3.3.2 NTOWFv2. The user is upper-cased, the domain is not. */
void ntlm_ntowf_v2(const unsigned char nt_hash[NTLM_HASH_SIZE],
		   const struct ntlm_field *user_upper,
		   const struct ntlm_field *domain,
		   unsigned char hash_r[NTLM_HASH_SIZE]);
/* NTProofStr = HMAC_MD5(NTOWFv2, ServerChallenge, temp) */
void ntlm_proof_v2(const unsigned char ntowf_v2[NTLM_HASH_SIZE],
		   const unsigned char server_challenge[NTLM_CHALLENGE_SIZE],
		   const void *temp, size_t temp_size,
		   unsigned char proof_r[NTLM_PROOF_SIZE]);
/* SessionBaseKey = HMAC_MD5(NTOWFv2, NTProofStr). Without KEY_EXCH, which we
   never offer, it is the ExportedSessionKey too. */
void ntlm_session_key_v2(const unsigned char ntowf_v2[NTLM_HASH_SIZE],
			 const unsigned char proof[NTLM_PROOF_SIZE],
			 unsigned char key_r[NTLM_HASH_SIZE]);
/* The MIC over the three messages; the MIC_SIZE octets of the last one at
   mic_offset are taken as zero (MS-NLMP 3.1.5.1.2). */
void ntlm_mic(const unsigned char session_key[NTLM_HASH_SIZE],
	      const struct ntlm_field *negotiate,
	      const struct ntlm_field *challenge,
	      const struct ntlm_field *authenticate, size_t mic_offset,
	      unsigned char mic_r[NTLM_MIC_SIZE]);

/* NTLMv1, for the opt-in only: the NT response DESL(NT hash, challenge).
   (MS-NLMP 3.3.1) */
void ntlm_response_v1(const unsigned char nt_hash[NTLM_HASH_SIZE],
		      const unsigned char challenge[NTLM_CHALLENGE_SIZE],
		      unsigned char response_r[NTLM_RESPONSE_V1_SIZE]);
/* NTLM2 session response: NTLMv1 with MD5(server, client challenge). */
void ntlm_response_v1_session(
	const unsigned char nt_hash[NTLM_HASH_SIZE],
	const unsigned char server_challenge[NTLM_CHALLENGE_SIZE],
	const unsigned char client_challenge[NTLM_CHALLENGE_SIZE],
	unsigned char response_r[NTLM_RESPONSE_V1_SIZE]);

#endif
