#ifndef NTLM_POLICY_H
#define NTLM_POLICY_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

struct ntlm_channel_bindings;

/* What is accepted besides NTLMv2. Each includes the ones before it. */
enum ntlm_v1_policy {
	NTLM_V1_NO,
	NTLM_V1_SESSION,
	NTLM_V1_YES,
};

enum ntlm_check {
	NTLM_CHECK_OFF,
	/* what is there must be right, and may be absent */
	NTLM_CHECK_IF_PRESENT,
	NTLM_CHECK_REQUIRE,
};

/* A NetBIOS domain that the map does not know: */
enum ntlm_domain_policy {
	/* DOM\user is user */
	NTLM_DOMAIN_IGNORE,
	/* DOM\user is user@DOM */
	NTLM_DOMAIN_APPEND,
	/* DOM\user cannot log in, unless DOM is empty or our own */
	NTLM_DOMAIN_REJECT,
};

/* Everything an acceptor may decide by. Must outlive the acceptor. */
struct ntlm_policy {
	/* Names shown to every client, without login: UTF-8. NULL or "" leaves
	   a name out, except netbios_computer, which is always needed. */
	const char *netbios_computer, *netbios_domain;
	const char *dns_computer, *dns_domain;

	/* Dovecot's "secured": TLS, the same host, or a trusted network */
	bool require_tls;
	bool require_mic;
	enum ntlm_v1_policy v1;
	enum ntlm_check channel_binding;
	/* NULL: no certificate known */
	const struct ntlm_channel_bindings *bindings;
	enum ntlm_check target_name;
	/* hosts of target names, NULL-terminated; NULL or empty: dns_computer
	   and netbios_computer */
	const char *const *target_hosts;

	enum ntlm_domain_policy domain;
	/* "DOM=dns.domain", NULL-terminated, or NULL */
	const char *const *domain_map;

	/* longest message in octets (after base64); 0: NTLM_MAX_TOKEN */
	size_t max_token;
};

#define NTLM_MAX_TOKEN 4096

/* NTLMv2 only, TLS, channel binding if present. Fill in the names. */
void ntlm_policy_init(struct ntlm_policy *policy_r);

#endif
