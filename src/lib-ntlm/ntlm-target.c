/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "strfuncs.h"
#include "ntlm-target.h"

/* What clients of a mail server put before the slash. Not CIFS, HOST, HTTP:
   a login relayed from those is what the check is for. */
static const char *const target_services[] = {
	"imap", "imap4", "pop", "pop3", "smtp", "smtpsvc", "sieve",
	"exchangeab", "exchangemdb", "exchangerfr", NULL
};

static bool is_our_host(const struct ntlm_policy *policy, const char *host)
{
	const char *const *hosts = policy->target_hosts;

	if (hosts != NULL && hosts[0] != NULL)
		return str_array_icase_find(hosts, host);
	return null_strcasecmp(policy->dns_computer, host) == 0 ||
		null_strcasecmp(policy->netbios_computer, host) == 0;
}

bool ntlm_target_is_ours(const struct ntlm_policy *policy,
			 const char *target_name)
{
	size_t service_len = strcspn(target_name, "/");
	const char *host;

	if (target_name[service_len] == '\0' ||
	    !str_array_icase_find(target_services,
				  t_strndup(target_name, service_len)))
		return FALSE;
	host = target_name + service_len + 1;
	host = t_strndup(host, strcspn(host, ":/"));
	return *host != '\0' && is_our_host(policy, host);
}
