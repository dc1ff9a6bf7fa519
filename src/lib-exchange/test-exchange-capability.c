/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "test-common.h"
#include "exchange-session-mark.h"
#include "test-exchange-util.h"

static const char *
capability(const char *version, const char *behaviors, const char *list,
	   bool tls, bool after_login)
{
	struct exchange_capability_state state;
	string_t *str = t_str_new(128);

	exchange_capability_parse(list, &state);
	state.tls = tls;
	exchange_capability_append(str, profile_get(version, behaviors),
				   &state, after_login);
	return str_c(str);
}

/* exchange-facts, "CAPABILITY" */
static const struct {
	const char *version, *behaviors, *list;
	bool tls, after_login;
	const char *result;
} capability_tests[] = {
	{ "2003", "", "IMAP4rev1 STARTTLS AUTH=PLAIN AUTH=NTLM",
	  FALSE, FALSE,
	  "IMAP4 IMAP4rev1 IDLE LOGIN-REFERRALS MAILBOX-REFERRALS "
	  "NAMESPACE LITERAL+ UIDPLUS CHILDREN AUTH=NTLM" },
	{ "2007", "", "IMAP4rev1 SASL-IR STARTTLS AUTH=PLAIN "
	  "AUTH=GSSAPI AUTH=NTLM", FALSE, FALSE,
	  "IMAP4 IMAP4rev1 AUTH=NTLM AUTH=GSSAPI AUTH=PLAIN STARTTLS "
	  "IDLE NAMESPACE LITERAL+" },
	{ "2010", "", "STARTTLS AUTH=PLAIN AUTH=GSSAPI AUTH=NTLM",
	  FALSE, TRUE,
	  "IMAP4 IMAP4rev1 AUTH=NTLM AUTH=GSSAPI AUTH=PLAIN STARTTLS "
	  "IDLE NAMESPACE LITERAL+" },
	{ "2010", "-auth_ntlm_listed", "AUTH=PLAIN AUTH=NTLM",
	  TRUE, FALSE,
	  "IMAP4 IMAP4rev1 AUTH=PLAIN IDLE NAMESPACE LITERAL+" },
	{ "2013", "", "STARTTLS AUTH=PLAIN AUTH=GSSAPI AUTH=NTLM",
	  FALSE, FALSE,
	  "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=NTLM AUTH=GSSAPI STARTTLS "
	  "UIDPLUS MOVE ID CHILDREN IDLE NAMESPACE LITERAL+" },
	{ "2013", "", "AUTH=PLAIN", TRUE, TRUE,
	  "IMAP4 IMAP4rev1 AUTH=PLAIN UIDPLUS MOVE ID XPROXY3 "
	  "CHILDREN IDLE NAMESPACE LITERAL+" },
	{ "2016", "", "AUTH=PLAIN AUTH=NTLM AUTH=GSSAPI STARTTLS",
	  FALSE, TRUE,
	  "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=NTLM AUTH=GSSAPI STARTTLS "
	  "SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE "
	  "LITERAL+" },
	/* the clear port with SecureLogin: no AUTH= at all */
	{ "2019", "", "STARTTLS LOGINDISABLED AUTH=GSSAPI",
	  FALSE, FALSE,
	  "IMAP4 IMAP4rev1 LOGINDISABLED STARTTLS SASL-IR UIDPLUS "
	  "MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+" },
	/* 2.1.4 in v5.0 of the document: not by default */
	{ "2010", "", "STARTTLS LOGINDISABLED AUTH=GSSAPI",
	  FALSE, FALSE,
	  "IMAP4 IMAP4rev1 AUTH=GSSAPI STARTTLS IDLE NAMESPACE "
	  "LITERAL+" },
	{ "2010", "+logindisabled", "STARTTLS LOGINDISABLED",
	  FALSE, FALSE,
	  "IMAP4 IMAP4rev1 LOGINDISABLED STARTTLS IDLE NAMESPACE "
	  "LITERAL+" },
	{ "2019", "+tls_logindisabled", "AUTH=PLAIN", TRUE, FALSE,
	  "IMAP4 IMAP4rev1 LOGINDISABLED AUTH=PLAIN SASL-IR UIDPLUS "
	  "MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+" },
	/* behind a proxy that has ended TLS */
	{ "2010", "", "STARTTLS AUTH=PLAIN", TRUE, FALSE,
	  "IMAP4 IMAP4rev1 AUTH=PLAIN IDLE NAMESPACE LITERAL+" },
	/* Outlook's V0027, and what is configured but unknown */
	{ "2010", "", "AUTH=PLAIN AUTH=DIGEST-MD5 AUTH=X-FOO",
	  TRUE, FALSE,
	  "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=DIGEST-MD5 IDLE NAMESPACE "
	  "LITERAL+" },
};

static void test_exchange_capability(void)
{
	unsigned int i;

	test_begin("exchange capability");
	for (i = 0; i < N_ELEMENTS(capability_tests); i++) {
		test_assert_strcmp_idx(capability(capability_tests[i].version,
			capability_tests[i].behaviors, capability_tests[i].list, capability_tests[i].tls,
			capability_tests[i].after_login), capability_tests[i].result, i);
	}
	test_end();
}

static void test_exchange_session_mark(void)
{
	static const char *const none[] = {
		"", "mAAAAA", "x.mAAAA", "x.mAAAAAA", "x.mAAAAQ", "x.mAAAAa",
		"Fo0OYh1EqtF/AAAB", "x.nAAAAA",
	};
	struct exchange_login_info info, back;
	unsigned int i;

	test_begin("exchange session mark");
	for (i = 0; i < 0x10000; i += 0x111) {
		i_zero(&info);
		info.authenticate = (i & 1) != 0;
		info.capability.starttls = (i & 2) != 0;
		info.capability.login_disabled = (i & 4) != 0;
		info.capability.tls = (i & 8) != 0;
		info.capability.mechs = i;
		test_assert_idx(exchange_session_mark_parse(t_strconcat("id",
			exchange_session_mark(&info), NULL), &back), i);
		test_assert_idx(back.authenticate == info.authenticate, i);
		test_assert_idx(back.capability.starttls ==
				info.capability.starttls, i);
		test_assert_idx(back.capability.login_disabled ==
				info.capability.login_disabled, i);
		test_assert_idx(back.capability.tls == info.capability.tls, i);
		test_assert_idx(back.capability.mechs == i, i);
		test_assert_idx(strlen(exchange_session_mark(&info)) ==
				EXCHANGE_SESSION_MARK_LEN, i);
	}
	for (i = 0; i < N_ELEMENTS(none); i++)
		test_assert_idx(!exchange_session_mark_parse(none[i], &back), i);
	test_assert(!exchange_session_mark_parse(NULL, &back));
	test_end();
}

int main(void)
{
	static void (*const test_functions[])(void) = {
		test_exchange_capability,
		test_exchange_session_mark,
		NULL
	};
	return test_run(test_functions);
}
