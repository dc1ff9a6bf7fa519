/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "test-common.h"
#include "exchange-failure.h"
#include "exchange-flags.h"
#include "exchange-session-mark.h"
#include "exchange-texts.h"
#include "exchange-untagged.h"

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
		const char *version, *cmd, *data, *result;
	} tests[] = {
		{ "2013", "NOOP", "OK NOOP completed.", "OK NOOP completed." },
		{ "2013", "uid fetch", "OK Fetch completed.", "OK FETCH completed." },
		{ "2013", "UID STORE", "OK Store completed.", "OK STORE completed." },
		{ "2013", "SELECT", "OK [READ-WRITE] Select completed.",
		  "OK [READ-WRITE] SELECT completed." },
		{ "2013", "EXAMINE", "OK [READ-ONLY] Examine completed.",
		  "OK [READ-ONLY] EXAMINE completed." },
		{ "2013", "APPEND", "OK [APPENDUID 424 9] Append completed.",
		  "OK [APPENDUID 424 9] APPEND completed." },
		{ "2013", "COPY", "OK [COPYUID 1 2:3 4:5] Copy completed.",
		  "OK [COPYUID 1 2:3 4:5] COPY completed." },
		{ "2013", "LOGIN", "OK [CAPABILITY IMAP4rev1 X] Logged in",
		  "OK LOGIN completed." },
		{ "2013", "STATUS", "OK [CLIENTBUG] Status on selected mailbox",
		  "OK STATUS completed." },
		{ "2013", "FETCH", "OK [EXPUNGEISSUED] Some gone.",
		  "OK FETCH completed." },
		{ "2013", "ID", "OK ID completed.", "OK ID completed" },
		{ "2013", "NOOP", "OK [unclosed", "OK NOOP completed." },
		{ "2013", "SELECT", "NO Mailbox doesn't exist: x",
		  "NO Mailbox doesn't exist: x" },
		{ "2010", "APPEND", "OK [APPENDUID 424 9] Append completed.",
		  "OK APPEND completed." },
		{ "2010", "COPY", "NO [TRYCREATE] Mailbox doesn't exist: g\xc3\xbcx",
		  "NO [TRYCREATE] Mailbox doesn't exist: g&APw-x" },
		{ "2010", "CREATE", "NO [CANNOT] Invalid mailbox name",
		  "NO Invalid mailbox name" },
		{ "2010", "CREATE", "NO \xff\x01", "NO ??" },
		{ "2010", NULL, "BAD Error in IMAP tag", "BAD Error in IMAP tag" },
	};
	unsigned int i;

	test_begin("exchange tagged texts");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		test_assert_strcmp_idx(exchange_tagged(profile_get(tests[i].version, ""),
			tests[i].cmd, tests[i].data), tests[i].result, i);
		test_assert_strcmp_idx(exchange_tagged(
			profile_get(tests[i].version, "-tagged_texts "
				    "-response_codes -ascii_responses"),
			tests[i].cmd, tests[i].data), tests[i].data, i);
	}
	test_end();
}

static void test_exchange_failure(void)
{
	static const struct {
		const char *version, *name;
		bool called, parse_error;
		const char *data, *result;
	} tests[] = {
		{ "2010", NULL, FALSE, FALSE,
		  "BAD Error in IMAP tag: Invalid tag.",
		  "BAD Command Error. 10" },
		{ "2010", "XFOO", FALSE, FALSE,
		  "BAD Error in IMAP command XFOO: Unknown command.",
		  "BAD Command Error. 10" },
		{ "2003", "XFOO", FALSE, FALSE,
		  "BAD Error in IMAP command XFOO: Unknown command.",
		  "BAD Protocol Error: \"Unidentifiable command "
		  "specified\"." },
		{ "2010", "LIST", TRUE, TRUE,
		  "BAD Error in IMAP command LIST: Missing '\"'",
		  "BAD Command Error. 10" },
		{ "2010", "LIST", TRUE, FALSE,
		  "BAD Error in IMAP command LIST: Missing arguments",
		  "BAD Command Argument Error. 12" },
		{ "2010", "FETCH", TRUE, FALSE,
		  "BAD Error in IMAP command FETCH: Unknown parameter: FOO",
		  "BAD Command Argument Error. 11" },
		{ "2010", "FETCH", TRUE, FALSE,
		  "BAD Error in IMAP command FETCH: Invalid messageset",
		  "BAD The specified message set is invalid." },
		{ "2010", "FETCH", TRUE, FALSE, "BAD No mailbox selected.",
		  "BAD Command received in Invalid state." },
		{ "2010", "SELECT", TRUE, FALSE,
		  "NO Mailbox doesn't exist: g\xc3\xbcx",
		  "NO g&APw-x doesn't exist." },
		{ "2010", "DELETE", TRUE, FALSE,
		  "NO [NONEXISTENT] Mailbox doesn't exist: x",
		  "NO x doesn't exist." },
		{ "2010", "CREATE", TRUE, FALSE,
		  "NO [ALREADYEXISTS] Mailbox already exists",
		  "NO Mailbox already exists." },
		{ "2010", "SEARCH", TRUE, FALSE,
		  "NO [BADCHARSET] Unknown charset",
		  "NO [BADCHARSET (US-ASCII)] The specified charset is not "
		  "supported." },
		{ "2010", "APPEND", TRUE, FALSE, "NO [OVERQUOTA] Quota",
		  "NO Server Unavailable. 15" },
		{ "2010", "APPEND", TRUE, FALSE,
		  "NO [TRYCREATE] Mailbox doesn't exist: x", NULL },
		{ "2010", "RENAME", TRUE, FALSE, "NO Something else", NULL },
		{ "2010", "RENAME", TRUE, FALSE, "OK done", NULL },
	};
	unsigned int i;

	test_begin("exchange failures");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		struct exchange_failed_command cmd = {
			.tag = "a", .name = tests[i].name,
			.called = tests[i].called,
			.parse_error = tests[i].parse_error,
		};
		enum exchange_failure failure;
		const char *name;
		bool found = exchange_failure_find(&cmd, tests[i].data,
						   &failure, &name);

		test_assert_idx(found == (tests[i].result != NULL), i);
		if (found) {
			test_assert_strcmp_idx(exchange_failure_text(
				profile_get(tests[i].version, ""), failure,
				name), tests[i].result, i);
		}
	}
	test_end();
}

static void test_exchange_untagged(void)
{
	static const struct {
		const char *version, *line, *result;
	} tests[] = {
		{ "2010", "+ OK", "+ Ready for additional command text." },
		{ "2010", "+ idling",
		  "+ IDLE accepted, awaiting DONE command." },
		{ "2010", "+ QmFzZTY0", "+ QmFzZTY0" },
		{ "2010", "* OK [CLOSED] Previous mailbox closed.", NULL },
		{ "2010", "* OK [HIGHESTMODSEQ 7] Highest", NULL },
		{ "2010", "* OK [UNSEEN 3] First unseen.",
		  "* OK [UNSEEN 3] Is the first unseen message" },
		{ "2010", "* OK [UIDNEXT 3] Predicted next UID",
		  "* OK [UIDNEXT 3] The next unique identifier value" },
		{ "2003", "* OK [UIDNEXT 3] Predicted next UID", NULL },
		{ "2010", "* OK [COPYUID 1 2 3] Moved UIDs.", NULL },
		{ "2013", "* OK [COPYUID 1 2 3] Moved UIDs.",
		  "* OK [COPYUID 1 2 3] Moved UIDs." },
		{ "2010", "* OK Still here", NULL },
		{ "2010", "* BAD [CLIENTBUG] Command pipelining", NULL },
		{ "2010", "* NO [ALERT] Gr\xc3\xbc\xc3\x9f",
		  "* NO Gr&APwA3w-" },
		{ "2010", "* BYE Disconnected for inactivity.",
		  "* BYE Connection is closed. 13" },
		{ "2010", "* BYE Server shutting down.",
		  "* BYE Connection closed. 14" },
		{ "2010", "* BYE Logging out", "* BYE Microsoft Exchange "
		  "Server 2010 IMAP4 server signing off." },
		{ "2010", "* LIST (\\HasNoChildren \\UnMarked \\Sent) "
		  "\"/\" Sent", "* LIST () \"/\" Sent" },
		{ "2013", "* LIST (\\HasNoChildren \\Marked) \"/\" \"a b\"",
		  "* LIST (\\Marked \\HasNoChildren) \"/\" \"a b\"" },
		{ "2013", "* LIST (\\NonExistent \\Noselect) NIL x",
		  "* LIST (\\Noselect) NIL x" },
		{ "2007", "* LSUB () \"/\" \"a\\\\b\"",
		  "* LSUB () \"/\" {3}\r\na\\b" },
		{ "2007", "* LIST () \"/\" \"a\\\"b\"",
		  "* LIST () \"/\" \"a\\\"b\"" },
		{ "2010", "* LIST () \"/\" \"a\\\"b\"",
		  "* LIST () \"/\" {3}\r\na\"b" },
		{ "2010", "* LIST () \"/\" {3}", "* LIST () \"/\" {3}" },
		{ "2010", "* LIST () \"/\" \"un", "* LIST () \"/\" \"un" },
		{ "2010", "* LIST (", "* LIST (" },
		{ "2010", "* STATUS x (MESSAGES 1)",
		  "* STATUS x (MESSAGES 1) " },
		{ "2007", "* STATUS x (MESSAGES 1)", "* STATUS x (MESSAGES 1)" },
		{ "2010", "* STATUS \"a\\\\b\" (MESSAGES 1)",
		  "* STATUS {3}\r\na\\b (MESSAGES 1) " },
		{ "2010", "* STATUS {3}", "* STATUS {3}" },
		{ "2010", "* SEARCH 1 2", "* SEARCH 1 2" },
		{ "2010", "* NAMESPACE ((\"\" \"/\")) NIL NIL",
		  "* NAMESPACE ((\"\" \"/\")) NIL NIL" },
	};
	unsigned int i;

	test_begin("exchange untagged lines");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		string_t *str = t_str_new(128);
		const char *got = NULL;

		switch (exchange_untagged_line(
				profile_get(tests[i].version, ""),
				tests[i].line, str)) {
		case EXCHANGE_LINE_KEEP:
			got = tests[i].line;
			break;
		case EXCHANGE_LINE_REPLACE:
			got = str_c(str);
			break;
		case EXCHANGE_LINE_DROP:
			break;
		}
		test_assert_strcmp_idx(got, tests[i].result, i);
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
		test_exchange_failure,
		test_exchange_untagged,
		test_exchange_greeting,
		test_exchange_flags,
		NULL
	};
	return test_run(test_functions);
}
