#ifndef NTLM_USERNAME_H
#define NTLM_USERNAME_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "ntlm-policy.h"

enum ntlm_username_result {
	NTLM_USERNAME_OK,
	NTLM_USERNAME_EMPTY,
	NTLM_USERNAME_UNKNOWN_DOMAIN,
};

/* Dovecot's user name for what a client sent (UTF-8 both, never NULL):

   user             domain       name
   alice                         alice
   alice@x.org      anything     alice@x.org     (UPN)
   DOM\alice        anything     as alice of DOM (Thunderbird; also DOM/alice)
   alice            x.org        alice@x.org     (MailKit, Outlook split it)
   alice            our computer alice
   alice            DOM          alice@y, if the map says DOM=y; else by policy

   The name is not checked otherwise and case is kept: auth_username_chars
   and auth_username_format come next. */
enum ntlm_username_result
ntlm_username(const struct ntlm_policy *policy, const char *user,
	      const char *domain, const char **username_r);

#endif
