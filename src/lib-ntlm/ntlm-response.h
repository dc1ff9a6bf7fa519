#ifndef NTLM_RESPONSE_H
#define NTLM_RESPONSE_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "ntlm-authenticate.h"
#include "ntlm-avpair.h"

enum ntlm_variant {
	NTLM_VARIANT_NONE,
	/* no user, no responses: MS-NLMP would let it in as ANONYMOUS */
	NTLM_VARIANT_ANONYMOUS,
	/* an LM or LMv2 response alone: has no AV pairs, so it voids MIC and
	   channel binding (CVE-2019-1338). Never accepted. */
	NTLM_VARIANT_LM,
	NTLM_VARIANT_V1,
	/* NTLMv1 with a client challenge, "NTLM2 session response" */
	NTLM_VARIANT_V1_SESSION,
	NTLM_VARIANT_V2,
};

struct ntlm_response {
	enum ntlm_variant variant;
	/* V1, V1_SESSION: 24 octets. V2: NTProofStr */
	const unsigned char *proof;
	/* V1_SESSION: 8 octets */
	const unsigned char *client_challenge;
	/* V2: what the proof is made over, and the AV pairs in it */
	struct ntlm_field temp;
	struct ntlm_av_pairs pairs;
};

/* "NTLMv2" and so on, for logs and events */
const char *ntlm_variant_name(enum ntlm_variant variant);

/* Find out what kind of response the message carries. flags are those of our
   CHALLENGE. Returns 0, or -1 and the error. */
int ntlm_response_read(const struct ntlm_authenticate *authenticate,
		       uint32_t flags, struct ntlm_response *response_r,
		       const char **error_r);

#endif
