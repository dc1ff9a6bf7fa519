/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "test-common.h"
#include "ntlm-target.h"
#include "ntlm-username.h"
#include "test-ntlm-util.h"

static const char *const domain_map[] = {
	"CORP=corp.example.com", "OLD=", NULL
};

static const struct {
	enum ntlm_domain_policy policy;
	const char *user, *domain, *want;
} usernames[] = {
	{ NTLM_DOMAIN_IGNORE, "alice", "", "alice" },
	/* case is Dovecot's business */
	{ NTLM_DOMAIN_IGNORE, "Alice", "", "Alice" },
	{ NTLM_DOMAIN_IGNORE, "alice@x.org", "", "alice@x.org" },
	{ NTLM_DOMAIN_IGNORE, "alice@x.org", "DOM", "alice@x.org" },
	{ NTLM_DOMAIN_REJECT, "alice@x.org", "DOM", "alice@x.org" },
	{ NTLM_DOMAIN_IGNORE, "DOM\\alice", "", "alice" },
	{ NTLM_DOMAIN_IGNORE, "DOM/alice", "", "alice" },
	{ NTLM_DOMAIN_IGNORE, "\\alice", "", "alice" },
	/* libntlm copies our name into the domain */
	{ NTLM_DOMAIN_APPEND, "DOM\\alice", "MAILSRV", "alice@DOM" },
	{ NTLM_DOMAIN_IGNORE, "alice", "DOM", "alice" },
	{ NTLM_DOMAIN_APPEND, "alice", "DOM", "alice@DOM" },
	{ NTLM_DOMAIN_REJECT, "alice", "DOM", NULL },
	{ NTLM_DOMAIN_REJECT, "DOM\\alice", "", NULL },
	{ NTLM_DOMAIN_REJECT, "alice", "", "alice" },
	/* ourselves */
	{ NTLM_DOMAIN_REJECT, "alice", "mailsrv", "alice" },
	{ NTLM_DOMAIN_APPEND, "alice", "MAILSRV", "alice" },
	{ NTLM_DOMAIN_APPEND, "alice", "Mail.Example.ORG", "alice" },
	/* MailKit and Outlook split the address */
	{ NTLM_DOMAIN_IGNORE, "alice", "example.org",
	  "alice@example.org" },
	{ NTLM_DOMAIN_REJECT, "alice", "example.org",
	  "alice@example.org" },
	/* the map, in any case */
	{ NTLM_DOMAIN_REJECT, "alice", "Corp",
	  "alice@corp.example.com" },
	{ NTLM_DOMAIN_IGNORE, "CORP\\alice", "",
	  "alice@corp.example.com" },
	{ NTLM_DOMAIN_REJECT, "alice", "OLD", "alice" },
	{ NTLM_DOMAIN_REJECT, "alice", "COR", NULL },
	{ NTLM_DOMAIN_REJECT, "alice", "CORP=corp", NULL },
	/* both forms at once */
	{ NTLM_DOMAIN_IGNORE, "DOM\\alice@x.org", "", "alice@x.org" },
	/* only the first separator is one: the rest is for
	   auth_username_chars to refuse */
	{ NTLM_DOMAIN_IGNORE, "A\\B\\c", "", "B\\c" },
	{ NTLM_DOMAIN_IGNORE, "", "", NULL },
	{ NTLM_DOMAIN_IGNORE, "", "DOM", NULL },
	{ NTLM_DOMAIN_IGNORE, "DOM\\", "", NULL },
};

static void test_username(void)
{
	struct ntlm_policy policy;
	const char *username;
	unsigned int i;
	bool ok;

	test_begin("user names");
	test_policy(&policy);
	policy.domain_map = domain_map;
	for (i = 0; i < N_ELEMENTS(usernames); i++) {
		policy.domain = usernames[i].policy;
		ok = ntlm_username(&policy, usernames[i].user, usernames[i].domain,
				   &username) == NTLM_USERNAME_OK;
		test_assert_idx(ok == (usernames[i].want != NULL), i);
		if (ok && usernames[i].want != NULL)
			test_assert_idx(strcmp(username, usernames[i].want) == 0,
					i);
	}
	test_end();
}

static void test_target(void)
{
	static const char *const ours[] = {
		"imap/mail.example.org", "IMAP/MAIL.example.org", "imap/MAILSRV",
		"imap/mail.example.org:993", "pop/mailsrv", "SMTPSVC/mailsrv",
		"imap/mail.example.org/EXAMPLE.ORG",
	};
	static const char *const others[] = {
		"", "imap", "imap/", "/mail.example.org", "mail.example.org",
		"cifs/MAILSRV", "HTTP/mail.example.org", "host/mailsrv",
		"imap/other.example.org", "imap/mail.example.org.evil.org",
		"imap/mail.example", "imapx/mailsrv", "imap/:993",
	};
	static const char *const hosts[] = { "cas.example.org", NULL };
	struct ntlm_policy policy;
	unsigned int i;

	test_begin("target names");
	test_policy(&policy);
	for (i = 0; i < N_ELEMENTS(ours); i++)
		test_assert_idx(ntlm_target_is_ours(&policy, ours[i]), i);
	for (i = 0; i < N_ELEMENTS(others); i++)
		test_assert_idx(!ntlm_target_is_ours(&policy, others[i]), i);
	policy.target_hosts = hosts;
	test_assert(ntlm_target_is_ours(&policy, "imap/CAS.example.org"));
	test_assert(!ntlm_target_is_ours(&policy, "imap/mail.example.org"));
	policy.target_hosts = NULL;
	policy.dns_computer = NULL;
	test_assert(!ntlm_target_is_ours(&policy, "imap/mail.example.org"));
	test_assert(ntlm_target_is_ours(&policy, "imap/MAILSRV"));
	test_end();
}

static void test_reasons(void)
{
	unsigned int i, j;

	test_begin("reasons");
	for (i = 0; i < NTLM_REASON_COUNT; i++) {
		test_assert_idx(*ntlm_reason_text(i) != '\0', i);
		for (j = 0; j < i; j++) {
			test_assert_idx(strcmp(ntlm_reason_word(i),
					       ntlm_reason_word(j)) != 0, i);
		}
	}
	test_assert(strcmp(ntlm_reason_word(NTLM_REASON_PASSWORD),
			   "password") == 0);
	test_assert(strcmp(ntlm_variant_name(NTLM_VARIANT_V1_SESSION),
			   "NTLM2-session") == 0);
	test_assert(strcmp(ntlm_presence_name(NTLM_VERIFIED),
			   "verified") == 0);
	test_end();
}

void (*const test_ntlm_names[])(void) = {
	test_username,
	test_target,
	test_reasons,
	NULL
};
