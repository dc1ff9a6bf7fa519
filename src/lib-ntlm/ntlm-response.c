/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "ntlm-response.h"

/* NTLMv2_CLIENT_CHALLENGE, MS-NLMP 2.2.2.7: RespType, HiRespType, 6 reserved,
   TimeStamp, ChallengeFromClient, 4 reserved, AvPairs */
#define TEMP_FIXED_SIZE 28
#define TEMP_MIN_SIZE (TEMP_FIXED_SIZE + 4)
#define TEMP_RESPONSE_TYPE 1

static const char *const variant_names[] = {
	[NTLM_VARIANT_NONE] = "none",
	[NTLM_VARIANT_ANONYMOUS] = "anonymous",
	[NTLM_VARIANT_LM] = "LM",
	[NTLM_VARIANT_V1] = "NTLMv1",
	[NTLM_VARIANT_V1_SESSION] = "NTLM2-session",
	[NTLM_VARIANT_V2] = "NTLMv2",
};

const char *ntlm_variant_name(enum ntlm_variant variant)
{
	i_assert((unsigned int)variant < N_ELEMENTS(variant_names));

	return variant_names[variant];
}

static bool is_anonymous(const struct ntlm_authenticate *authenticate)
{
	const struct ntlm_field *lm = &authenticate->lm;

	if ((authenticate->flags & NTLM_ANONYMOUS) != 0)
		return TRUE;
	/* MS-NLMP 3.2.5.1.2: the LM response is empty or Z(1) */
	return authenticate->user.size == 0 && authenticate->nt.size == 0 &&
		(lm->size == 0 || (lm->size == 1 && lm->data[0] == 0));
}

/* The LM response of an NTLM2 session response is the client challenge and
   16 zeros. */
static bool is_v1_session(const struct ntlm_authenticate *authenticate,
			  uint32_t flags)
{
	static const unsigned char zero[16];
	const struct ntlm_field *lm = &authenticate->lm;

	return (flags & authenticate->flags &
		NTLM_EXTENDED_SESSIONSECURITY) != 0 &&
		lm->size == NTLM_RESPONSE_V1_SIZE &&
		memcmp(lm->data + NTLM_CHALLENGE_SIZE, zero, sizeof(zero)) == 0;
}

static int response_v2_read(const struct ntlm_field *nt,
			    struct ntlm_response *response,
			    const char **error_r)
{
	struct ntlm_field *temp = &response->temp;

	if (nt->size < NTLM_PROOF_SIZE + TEMP_MIN_SIZE) {
		*error_r = t_strdup_printf("NT response of %zu octets",
					   nt->size);
		return -1;
	}
	response->variant = NTLM_VARIANT_V2;
	response->proof = nt->data;
	temp->data = nt->data + NTLM_PROOF_SIZE;
	temp->size = nt->size - NTLM_PROOF_SIZE;
	if (temp->data[0] != TEMP_RESPONSE_TYPE ||
	    temp->data[1] != TEMP_RESPONSE_TYPE) {
		*error_r = "NTLMv2 response is of an unknown type";
		return -1;
	}
	return ntlm_av_pairs_read(temp->data + TEMP_FIXED_SIZE,
				  temp->size - TEMP_FIXED_SIZE,
				  &response->pairs, error_r);
}

int ntlm_response_read(const struct ntlm_authenticate *authenticate,
		       uint32_t flags, struct ntlm_response *response_r,
		       const char **error_r)
{
	const struct ntlm_field *nt = &authenticate->nt;

	i_zero(response_r);
	if (is_anonymous(authenticate)) {
		response_r->variant = NTLM_VARIANT_ANONYMOUS;
		return 0;
	}
	if (nt->size == 0) {
		response_r->variant = authenticate->lm.size == 0 ?
			NTLM_VARIANT_NONE : NTLM_VARIANT_LM;
		return 0;
	}
	if (nt->size != NTLM_RESPONSE_V1_SIZE)
		return response_v2_read(nt, response_r, error_r);

	response_r->proof = nt->data;
	response_r->variant = NTLM_VARIANT_V1;
	if (is_v1_session(authenticate, flags)) {
		response_r->variant = NTLM_VARIANT_V1_SESSION;
		response_r->client_challenge = authenticate->lm.data;
	}
	return 0;
}
