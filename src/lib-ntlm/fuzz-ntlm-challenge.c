/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "fuzz-ntlm.h"
#include "ntlm-client.h"

/* The client half: what a hostile server may send to it */
FUZZ_NTLM(data, size)
{
	static const unsigned char fixed[NTLM_TIMESTAMP_SIZE] = { 1 };
	static const struct ntlm_client_params params = {
		.user = "alice",
		.domain = "DOM",
		.password = "Password",
		.client_challenge = fixed,
		.timestamp = fixed,
	};
	pool_t pool = pool_alloconly_create("fuzz", 4096);
	struct ntlm_client *client;
	struct ntlm_field msg;
	const char *error;

	client = ntlm_client_create(pool, &params, &error);
	i_assert(client != NULL);
	ntlm_client_negotiate(client, &msg);
	(void)ntlm_client_authenticate(client, data, size, &msg, &error);
	ntlm_client_free(&client);
	pool_unref(&pool);
}
