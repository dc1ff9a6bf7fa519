#ifndef NTLM_CLIENT_H
#define NTLM_CLIENT_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "ntlm-field.h"

/* The client half of one NTLM exchange: NTLMv2 only, with a MIC when the server
   sends a timestamp, and with channel binding when given (MS-NLMP 3.1.5.1.2).
   Call ntlm_crypto_init() once before the first. */
struct ntlm_client;

struct ntlm_client_params {
	/* UTF-8. The domain may be "" and is then hashed as such. */
	const char *user, *domain;
	/* one of them; the hash wins */
	const char *password;
	const unsigned char *nt_hash;
	/* NULL: none */
	const char *workstation;
	/* service principal name, e.g. "imap/mail.example.org"; NULL: none */
	const char *target_name;
	/* NTLM_CHANNEL_BINDING_SIZE octets; NULL: none */
	const unsigned char *channel_binding;
	/* offer OEM only, as curl does */
	bool oem;

	/* For tests; otherwise NULL: 8 random octets, and the time. */
	const unsigned char *client_challenge;
	const unsigned char *timestamp;
};

/* Returns the client, or NULL and the error (a name or password is not valid
   UTF-8). Lives in the pool, but must be freed, which wipes its key. */
struct ntlm_client *
ntlm_client_create(pool_t pool, const struct ntlm_client_params *params,
		   const char **error_r);
void ntlm_client_free(struct ntlm_client **client);

/* The NEGOTIATE message; lives as long as the client. */
void ntlm_client_negotiate(struct ntlm_client *client,
			   struct ntlm_field *msg_r);
/* The AUTHENTICATE message that answers the CHALLENGE; lives as long as the
   client. Returns 0, or -1 and what is wrong with the CHALLENGE. */
int ntlm_client_authenticate(struct ntlm_client *client,
			     const unsigned char *challenge, size_t size,
			     struct ntlm_field *msg_r, const char **error_r);

#endif
