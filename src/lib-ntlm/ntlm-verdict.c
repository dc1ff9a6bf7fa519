/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "ntlm-policy.h"
#include "ntlm-verdict.h"

static const struct {
	const char *word, *text;
} reasons[] = {
#define X(id, word, text) { word, text },
	NTLM_REASONS
#undef X
};

static const char *const presence_names[] = {
	[NTLM_ABSENT] = "absent",
	[NTLM_UNCHECKED] = "unchecked",
	[NTLM_VERIFIED] = "verified",
	[NTLM_BAD] = "bad",
};

const char *ntlm_reason_word(enum ntlm_reason reason)
{
	i_assert((unsigned int)reason < N_ELEMENTS(reasons));

	return reasons[reason].word;
}

const char *ntlm_reason_text(enum ntlm_reason reason)
{
	i_assert((unsigned int)reason < N_ELEMENTS(reasons));

	return reasons[reason].text;
}

const char *ntlm_presence_name(enum ntlm_presence presence)
{
	i_assert((unsigned int)presence < N_ELEMENTS(presence_names));

	return presence_names[presence];
}

void ntlm_policy_init(struct ntlm_policy *policy_r)
{
	i_zero(policy_r);
	policy_r->require_tls = TRUE;
	policy_r->channel_binding = NTLM_CHECK_IF_PRESENT;
}
