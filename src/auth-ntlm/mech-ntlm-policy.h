/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef MECH_NTLM_POLICY_H
#define MECH_NTLM_POLICY_H

#include "ntlm-policy.h"

/* What the settings that hold for event say; lives in pool. Certificates are
   kept from one call to the next and read again when their files change.
   Returns 0, or -1 and the error. */
int mech_ntlm_policy_get(struct event *event, pool_t pool,
			 const struct ntlm_policy **policy_r,
			 const char **error_r);
void mech_ntlm_policy_deinit(void);

#endif
