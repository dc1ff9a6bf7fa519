/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef MECH_NTLM_H
#define MECH_NTLM_H

#include "compat-sasl.h"
#include "ntlm-verdict.h"

/* Dovecot up to 2.3.12 had the scheme under this name, in this format. */
#define MECH_NTLM_SCHEME "NTLM"

extern const struct compat_sasl_mech mech_ntlm;

void mech_ntlm_scheme_register(void);
void mech_ntlm_scheme_unregister(void);

/* One line per login and the event auth_ntlm_accepted or auth_ntlm_refused. */
void mech_ntlm_log(struct event *event, const struct ntlm_verdict *verdict);

#endif
