#ifndef NTLM_TARGET_H
#define NTLM_TARGET_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "ntlm-policy.h"

/* Is the target name (service principal name, UTF-8) of this server?
   "imap/mail.example.org", "imap/mail.example.org:993/REALM": the service is
   one of mail, the host is one of the policy's. */
bool ntlm_target_is_ours(const struct ntlm_policy *policy,
			 const char *target_name);

#endif
