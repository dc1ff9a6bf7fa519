/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "strfuncs.h"
#include "ntlm-username.h"

/* DOM=dns.domain -> dns.domain, NULL if DOM is not in the map */
static const char *
domain_map_find(const char *const *map, const char *domain)
{
	size_t len = strlen(domain);

	for (; map != NULL && *map != NULL; map++) {
		if (strncasecmp(*map, domain, len) == 0 && (*map)[len] == '=')
			return *map + len + 1;
	}
	return NULL;
}

static bool is_name(const char *name, const char *domain)
{
	return name != NULL && strcasecmp(name, domain) == 0;
}

static enum ntlm_username_result
username_of_domain(const struct ntlm_policy *policy, const char *user,
		   const char *domain, const char **username_r)
{
	const char *mapped = domain_map_find(policy->domain_map, domain);

	*username_r = user;
	if (mapped != NULL) {
		/* "DOM=" maps to the bare name */
		if (*mapped != '\0')
			*username_r = t_strconcat(user, "@", mapped, NULL);
		return NTLM_USERNAME_OK;
	}
	if (is_name(policy->netbios_computer, domain) ||
	    is_name(policy->netbios_domain, domain) ||
	    is_name(policy->dns_computer, domain))
		return NTLM_USERNAME_OK;
	if (strchr(domain, '.') != NULL ||
	    policy->domain == NTLM_DOMAIN_APPEND) {
		*username_r = t_strconcat(user, "@", domain, NULL);
		return NTLM_USERNAME_OK;
	}
	return policy->domain == NTLM_DOMAIN_REJECT ?
		NTLM_USERNAME_UNKNOWN_DOMAIN : NTLM_USERNAME_OK;
}

enum ntlm_username_result
ntlm_username(const struct ntlm_policy *policy, const char *user,
	      const char *domain, const char **username_r)
{
	size_t prefix = strcspn(user, "\\/");

	if (user[prefix] != '\0') {
		domain = t_strndup(user, prefix);
		user += prefix + 1;
	}
	*username_r = user;
	if (*user == '\0')
		return NTLM_USERNAME_EMPTY;
	if (*domain == '\0' || strchr(user, '@') != NULL)
		return NTLM_USERNAME_OK;
	return username_of_domain(policy, user, domain, username_r);
}
