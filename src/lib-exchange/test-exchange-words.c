/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "test-common.h"
#include "exchange-flags.h"
#include "exchange-session-mark.h"
#include "exchange-texts.h"

static const struct exchange_profile *
profile_get(const char *version, const char *behaviors)
{
	static struct exchange_profile profile;
	const char *error;

	if (exchange_profile_parse(version, behaviors, &profile, &error) <= 0)
		i_fatal("%s", error);
	return &profile;
}

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

static void test_exchange_capability(void)
{
	/* exchange-facts, "CAPABILITY" */
	static const struct {
		const char *version, *behaviors, *list;
		bool tls, after_login;
		const char *result;
	} tests[] = {
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
		/* Outlook's V0027, and what is configured but unknown */
		{ "2010", "", "AUTH=PLAIN AUTH=DIGEST-MD5 AUTH=X-FOO",
		  TRUE, FALSE,
		  "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=DIGEST-MD5 IDLE NAMESPACE "
		  "LITERAL+" },
	};
	unsigned int i;

	test_begin("exchange capability");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		test_assert_strcmp_idx(capability(tests[i].version,
			tests[i].behaviors, tests[i].list, tests[i].tls,
			tests[i].after_login), tests[i].result, i);
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

static void test_exchange_tagged(void)
{
	static const struct {
		const char *cmd, *data, *result;
	} tests[] = {
		{ "NOOP", "OK NOOP completed.", "OK NOOP completed." },
		{ "uid fetch", "OK Fetch completed.", "OK FETCH completed." },
		{ "UID STORE", "OK Store completed.", "OK STORE completed." },
		{ "SELECT", "OK [READ-WRITE] Select completed.",
		  "OK [READ-WRITE] SELECT completed." },
		{ "EXAMINE", "OK [READ-ONLY] Examine completed.",
		  "OK [READ-ONLY] EXAMINE completed." },
		{ "APPEND", "OK [APPENDUID 424 9] Append completed.",
		  "OK [APPENDUID 424 9] APPEND completed." },
		{ "COPY", "OK [COPYUID 1 2:3 4:5] Copy completed.",
		  "OK [COPYUID 1 2:3 4:5] COPY completed." },
		{ "LOGIN", "OK [CAPABILITY IMAP4rev1 X] Logged in",
		  "OK LOGIN completed." },
		{ "STATUS", "OK [CLIENTBUG] Status on selected mailbox",
		  "OK STATUS completed." },
		{ "FETCH", "OK [EXPUNGEISSUED] Some gone.",
		  "OK FETCH completed." },
		{ "ID", "OK ID completed.", "OK ID completed" },
		{ "NOOP", "OK [unclosed", "OK NOOP completed." },
		{ "SELECT", "NO Mailbox doesn't exist: x",
		  "NO Mailbox doesn't exist: x" },
		{ NULL, "BAD Error in IMAP tag", "BAD Error in IMAP tag" },
	};
	unsigned int i;

	test_begin("exchange tagged texts");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		test_assert_strcmp_idx(exchange_tagged(profile_get("2010", ""),
			tests[i].cmd, tests[i].data), tests[i].result, i);
		test_assert_strcmp_idx(exchange_tagged(
			profile_get("2010", "-tagged_texts"),
			tests[i].cmd, tests[i].data), tests[i].data, i);
	}
	test_end();
}

static void test_exchange_greeting(void)
{
	test_begin("exchange greeting and bye");
	test_assert_strcmp(exchange_greeting(profile_get("2003", ""), "",
					     "mx.example.org"),
		"Microsoft Exchange Server 2003 IMAP4rev1 server version "
		"6.5.7638.1 (mx.example.org) ready.");
	test_assert_strcmp(exchange_greeting(profile_get("2010", ""), "", "h"),
		"The Microsoft Exchange IMAP4 service is ready.");
	test_assert_strcmp(exchange_greeting(profile_get("2010", ""), "Hi.", "h"),
		"Hi.");
	test_assert_strcmp(exchange_logout_bye(profile_get("2010sp2", "")),
		"Microsoft Exchange Server 2010 IMAP4 server signing off.");
	test_end();
}

static void test_exchange_flags(void)
{
#define FLAGS_ALL "\\Seen \\Answered \\Flagged \\Deleted \\Draft"
	static const struct {
		const char *behaviors, *line, *result;
	} tests[] = {
		{ "", "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)",
		  "* FLAGS ("FLAGS_ALL" $MDNSent)" },
		{ "", "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft "
		  "foo $mdnsent)", "* FLAGS ("FLAGS_ALL" $MDNSent)" },
		{ "", "* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted "
		  "\\Seen \\Draft foo \\*)] Flags permitted.",
		  "* OK [PERMANENTFLAGS ("FLAGS_ALL" $MDNSent)] "
		  "Permanent flags" },
		{ "", "* OK [PERMANENTFLAGS ()] Read-only mailbox.",
		  "* OK [PERMANENTFLAGS ()] Permanent flags" },
		/* the ACL plugin leaves only some */
		{ "", "* OK [PERMANENTFLAGS (\\Deleted \\Seen)] x",
		  "* OK [PERMANENTFLAGS (\\Seen \\Deleted)] Permanent flags" },
		{ "-no_client_keywords", "* FLAGS (\\Answered \\Flagged "
		  "\\Deleted \\Seen \\Draft foo $MDNSent bar)",
		  "* FLAGS ("FLAGS_ALL" $MDNSent foo bar)" },
		{ "-no_client_keywords -mdnsent_keyword -flags_order",
		  "* OK [PERMANENTFLAGS (\\Answered \\Seen foo \\*)] Ok.",
		  "* OK [PERMANENTFLAGS (\\Answered \\Seen foo \\*)] Ok." },
		{ "", "* FLAGS", NULL },
		{ "", "* FLAGS (\\Seen", NULL },
		{ "", "* OK [UNSEEN 1] First unseen.", NULL },
	};
	unsigned int i;

	test_begin("exchange flags");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		string_t *str = t_str_new(128);
		bool ret = exchange_flags_line(
			profile_get("2010", tests[i].behaviors),
			tests[i].line, str);

		test_assert_idx(ret == (tests[i].result != NULL), i);
		test_assert_strcmp_idx(str_c(str), tests[i].result == NULL ?
				       "" : tests[i].result, i);
	}
	test_end();
}

int main(void)
{
	static void (*const test_functions[])(void) = {
		test_exchange_capability,
		test_exchange_session_mark,
		test_exchange_tagged,
		test_exchange_greeting,
		test_exchange_flags,
		NULL
	};
	return test_run(test_functions);
}
