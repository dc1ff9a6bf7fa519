/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "array.h"
#include "str.h"
#include "unichar.h"
#include "compat-settings.h"
#include "ntlm-channel-binding.h"
#include "mech-ntlm-policy.h"

/* NetBIOS names have 15 characters, DNS names 255. */
#define NETBIOS_NAME_MAX 15
#define DNS_NAME_MAX 255
#define NETBIOS_NAME_DEFAULT "EXCHANGE"

struct word {
	const char *name;
	int value;
};

static const struct word v1_words[] = {
	{ "no", NTLM_V1_NO },
	{ "ntlm2-session", NTLM_V1_SESSION },
	{ "yes", NTLM_V1_YES },
	{ NULL, 0 }
};
static const struct word binding_words[] = {
	{ "none", NTLM_CHECK_OFF },
	{ "allow", NTLM_CHECK_IF_PRESENT },
	{ "require", NTLM_CHECK_REQUIRE },
	{ NULL, 0 }
};
static const struct word target_words[] = {
	{ "off", NTLM_CHECK_OFF },
	{ "if-present", NTLM_CHECK_IF_PRESENT },
	{ "require", NTLM_CHECK_REQUIRE },
	{ NULL, 0 }
};
static const struct word domain_words[] = {
	{ "ignore", NTLM_DOMAIN_IGNORE },
	{ "append", NTLM_DOMAIN_APPEND },
	{ "reject", NTLM_DOMAIN_REJECT },
	{ NULL, 0 }
};

/* Certificates by the value of the setting. As many as the configuration has
   values, so they are never dropped. */
struct policy_certs {
	char *paths;
	struct ntlm_channel_bindings *bindings;
};
static ARRAY(struct policy_certs) policy_certs;

static int word_parse(const char *setting, const char *value,
		      const struct word *words, int *value_r,
		      const char **error_r)
{
	const struct word *word;
	string_t *names = t_str_new(64);

	for (word = words; word->name != NULL; word++) {
		if (strcmp(word->name, value) == 0) {
			*value_r = word->value;
			return 0;
		}
		str_printfa(names, "%s%s", str_len(names) > 0 ? ", " : "",
			    word->name);
	}
	*error_r = t_strdup_printf("%s = %s: must be one of %s",
				   setting, value, str_c(names));
	return -1;
}

static int words_parse(const struct exchange_settings *set,
		       struct ntlm_policy *policy, const char **error_r)
{
	int v1, binding, target, domain;

#define PARSE(name, words, value_r) \
	word_parse(#name, set->name, words, value_r, error_r)
	if (PARSE(exchange_ntlm_allow_v1, v1_words, &v1) < 0 ||
	    PARSE(exchange_ntlm_channel_binding, binding_words,
		  &binding) < 0 ||
	    PARSE(exchange_ntlm_target_name, target_words, &target) < 0 ||
	    PARSE(exchange_ntlm_domain, domain_words, &domain) < 0)
		return -1;
#undef PARSE
	policy->v1 = v1;
	policy->channel_binding = binding;
	policy->target_name = target;
	policy->domain = domain;
	return 0;
}

static int name_check(const char *setting, const char *name, size_t max,
		      const char **error_r)
{
	if (strlen(name) <= max && uni_utf8_str_is_valid(name))
		return 0;
	*error_r = t_strdup_printf("%s is longer than %zu octets, or not UTF-8",
				   setting, max);
	return -1;
}

static const char *netbios_name_of(const char *dns_name, pool_t pool)
{
	size_t len = strcspn(dns_name, ".");
	char *name = str_ucase(p_strndup(pool, dns_name,
					 I_MIN(len, NETBIOS_NAME_MAX)));

	/* cut within a character, it would not be a name any more */
	return len == 0 || !uni_utf8_str_is_valid(name) ?
		NETBIOS_NAME_DEFAULT : name;
}

static int names_parse(const struct exchange_settings *set, pool_t pool,
		       struct ntlm_policy *policy, const char **error_r)
{
	const char *dns_name = set->exchange_ntlm_dns_name;
	const char *dot = strchr(dns_name, '.');

#define CHECK(name, max) name_check(#name, set->name, max, error_r)
	if (CHECK(exchange_ntlm_dns_name, DNS_NAME_MAX) < 0 ||
	    CHECK(exchange_ntlm_dns_domain, DNS_NAME_MAX) < 0 ||
	    CHECK(exchange_ntlm_netbios_name, NETBIOS_NAME_MAX) < 0 ||
	    CHECK(exchange_ntlm_netbios_domain, NETBIOS_NAME_MAX) < 0)
		return -1;
#undef CHECK
	policy->dns_computer = dns_name;
	policy->dns_domain = set->exchange_ntlm_dns_domain;
	if (*policy->dns_domain == '\0' && dot != NULL)
		policy->dns_domain = dot + 1;
	policy->netbios_computer = set->exchange_ntlm_netbios_name;
	if (*policy->netbios_computer == '\0')
		policy->netbios_computer = netbios_name_of(dns_name, pool);
	policy->netbios_domain = set->exchange_ntlm_netbios_domain;
	return 0;
}

static int lists_parse(const struct exchange_settings *set, pool_t pool,
		       struct ntlm_policy *policy, const char **error_r)
{
	const char *const *entry;

	policy->target_hosts = (const char *const *)p_strsplit_spaces(
		pool, set->exchange_ntlm_target_hosts, " ");
	policy->domain_map = (const char *const *)p_strsplit_spaces(
		pool, set->exchange_ntlm_domain_map, " ");
	for (entry = policy->domain_map; *entry != NULL; entry++) {
		if (strchr(*entry, '=') == NULL || (*entry)[0] == '=') {
			*error_r = t_strdup_printf(
				"exchange_ntlm_domain_map: %s is not "
				"DOMAIN=dns.domain", *entry);
			return -1;
		}
	}
	return 0;
}

static int certs_check(const struct exchange_settings *set,
		       const struct ntlm_policy *policy, const char **error_r)
{
	if (policy->channel_binding != NTLM_CHECK_REQUIRE ||
	    *set->exchange_ntlm_channel_binding_certs != '\0')
		return 0;
	*error_r = "exchange_ntlm_channel_binding = require: "
		"needs exchange_ntlm_channel_binding_certs";
	return -1;
}

static struct ntlm_channel_bindings *certs_get(const char *paths)
{
	struct policy_certs *certs;

	if (!array_is_created(&policy_certs))
		i_array_init(&policy_certs, 2);
	array_foreach_modifiable(&policy_certs, certs) {
		if (strcmp(certs->paths, paths) == 0)
			return certs->bindings;
	}
	certs = array_append_space(&policy_certs);
	certs->paths = i_strdup(paths);
	certs->bindings = ntlm_channel_bindings_create(paths);
	return certs->bindings;
}

static void certs_refresh(struct event *event, const char *paths,
			  struct ntlm_policy *policy)
{
	struct ntlm_channel_bindings *bindings;
	const char *error;

	if (*paths == '\0' || policy->channel_binding == NTLM_CHECK_OFF)
		return;
	bindings = certs_get(paths);
	if (ntlm_channel_bindings_refresh(bindings, &error) < 0) {
		e_error(event, "exchange_ntlm_channel_binding_certs: %s",
			error);
	}
	policy->bindings = bindings;
}

int mech_ntlm_policy_get(struct event *event, pool_t pool,
			 const struct ntlm_policy **policy_r,
			 const char **error_r)
{
	const struct exchange_settings *set;
	struct ntlm_policy *policy = p_new(pool, struct ntlm_policy, 1);

	if (compat_settings_get(event, pool, &set, error_r) < 0)
		return -1;
	ntlm_policy_init(policy);
	policy->require_tls = set->exchange_ntlm_require_tls;
	policy->require_mic = set->exchange_ntlm_require_mic;
	policy->max_token = set->exchange_ntlm_max_token;
	if (words_parse(set, policy, error_r) < 0 ||
	    names_parse(set, pool, policy, error_r) < 0 ||
	    lists_parse(set, pool, policy, error_r) < 0 ||
	    certs_check(set, policy, error_r) < 0)
		return -1;
	certs_refresh(event, set->exchange_ntlm_channel_binding_certs, policy);
	*policy_r = policy;
	return 0;
}

void mech_ntlm_policy_deinit(void)
{
	struct policy_certs *certs;

	if (!array_is_created(&policy_certs))
		return;
	array_foreach_modifiable(&policy_certs, certs) {
		ntlm_channel_bindings_free(&certs->bindings);
		i_free(certs->paths);
	}
	array_free(&policy_certs);
}
