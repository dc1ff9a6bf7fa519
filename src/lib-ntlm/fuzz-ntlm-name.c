/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "fuzz-ntlm.h"
#include "buffer.h"
#include "str.h"
#include "unichar.h"
#include "ntlm-target.h"
#include "ntlm-unicode.h"
#include "ntlm-username.h"

static void fuzz_text(const char *user, const char *domain)
{
	static const char *const map[] = { "DOM=example.org", "OLD=", NULL };
	struct ntlm_policy policy;
	const char *username;

	ntlm_policy_init(&policy);
	policy.netbios_computer = "MAILSRV";
	policy.domain_map = map;
	policy.domain = strlen(user) % 3;
	if (ntlm_username(&policy, user, domain, &username) ==
	    NTLM_USERNAME_OK)
		i_assert(*username != '\0');
	(void)ntlm_target_is_ours(&policy, user);
}

/* First octet: how many of the others are the domain. */
FUZZ_NTLM(data, size)
{
	string_t *user = t_str_new(64), *domain = t_str_new(64);
	buffer_t *again = t_buffer_create(64), *upper = t_buffer_create(64);
	const char *error;
	unsigned int how;
	size_t len;

	if (size == 0)
		return;
	len = I_MIN(data[0], size - 1);
	data++;
	size -= len + 1;
	if (ntlm_oem_to_utf8(data, len, domain, &error) < 0)
		str_truncate(domain, 0);
	if (ntlm_utf16_to_utf8(data + len, size, user, &error) < 0)
		return;
	i_assert(uni_utf8_str_is_valid(str_c(user)));
	i_assert(uni_utf8_str_is_valid(str_c(domain)));
	if (ntlm_utf8_to_utf16(str_c(user), again) < 0)
		i_unreached();
	i_assert(again->used == size && memcmp(again->data, data + len,
					       size) == 0);
	for (how = 0; how < NTLM_UPCASE_COUNT; how++)
		ntlm_utf16_upcase(again->data, again->used, how, upper);
	i_assert(upper->used == NTLM_UPCASE_COUNT * size);
	fuzz_text(str_c(user), str_c(domain));
}
