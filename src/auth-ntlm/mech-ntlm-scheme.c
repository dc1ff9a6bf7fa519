/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "array.h"
#include "password-scheme.h"
#include "ntlm-crypto.h"
#include "mech-ntlm.h"

static void
scheme_generate(const char *plaintext,
		const struct password_generate_params *params ATTR_UNUSED,
		const unsigned char **raw_password_r, size_t *size_r)
{
	unsigned char *hash = t_malloc_no0(NTLM_HASH_SIZE);

	if (ntlm_ntowf_v1(plaintext, hash) < 0)
		ntlm_ntowf_v1_octets(plaintext, hash);
	*raw_password_r = hash;
	*size_r = NTLM_HASH_SIZE;
}

/* Dovecot verifies by generating again. */
static const struct password_scheme scheme = {
	.name = MECH_NTLM_SCHEME,
	.default_encoding = PW_ENCODING_HEX,
	.raw_password_len = NTLM_HASH_SIZE,
	.password_generate = scheme_generate,
};

void mech_ntlm_scheme_register(void)
{
	password_scheme_register(&scheme);
}

void mech_ntlm_scheme_unregister(void)
{
	password_scheme_unregister(&scheme);
}
