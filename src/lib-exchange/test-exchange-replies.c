/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "test-common.h"
#include "exchange-failure.h"
#include "exchange-texts.h"
#include "test-exchange-util.h"

static const struct {
	const char *version, *cmd, *data, *result;
} tagged_tests[] = {
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

static void test_exchange_tagged(void)
{
	unsigned int i;

	test_begin("exchange tagged texts");
	for (i = 0; i < N_ELEMENTS(tagged_tests); i++) {
		test_assert_strcmp_idx(exchange_tagged(profile_get(tagged_tests[i].version, ""),
			tagged_tests[i].cmd, tagged_tests[i].data), tagged_tests[i].result, i);
		test_assert_strcmp_idx(exchange_tagged(
			profile_get(tagged_tests[i].version, "-tagged_texts "
				    "-response_codes -ascii_responses"),
			tagged_tests[i].cmd, tagged_tests[i].data), tagged_tests[i].data, i);
	}
	test_end();
}

static const struct {
	const char *version, *name;
	bool called, parse_error;
	const char *data, *result;
} failure_tests[] = {
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
	{ "2010", "APPEND", TRUE, FALSE, "NO [LIMIT] Mail size is larger than "
	  "the maximum size allowed by server configuration (0.001 secs).",
	  "NO Maximum size of appendable message has been exceeded" },
	{ "2010", "CREATE", TRUE, FALSE, "NO [LIMIT] Maximum number of "
	  "mailboxes reached", "NO Server Unavailable. 15" },
	{ "2010", "APPEND", TRUE, FALSE,
	  "NO [TRYCREATE] Mailbox doesn't exist: x", NULL },
	{ "2010", "RENAME", TRUE, FALSE, "NO Something else", NULL },
	{ "2010", "RENAME", TRUE, FALSE, "OK done", NULL },
};

static void test_exchange_failure(void)
{
	unsigned int i;

	test_begin("exchange failures");
	for (i = 0; i < N_ELEMENTS(failure_tests); i++) {
		struct exchange_failed_command cmd = {
			.tag = "a", .name = failure_tests[i].name,
			.called = failure_tests[i].called,
			.parse_error = failure_tests[i].parse_error,
		};
		enum exchange_failure failure;
		const char *name;
		bool found = exchange_failure_find(&cmd, failure_tests[i].data,
						   &failure, &name);

		test_assert_idx(found == (failure_tests[i].result != NULL), i);
		if (found) {
			test_assert_strcmp_idx(exchange_failure_text(
				profile_get(failure_tests[i].version, ""), failure,
				name), failure_tests[i].result, i);
		}
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

int main(void)
{
	static void (*const test_functions[])(void) = {
		test_exchange_tagged,
		test_exchange_failure,
		test_exchange_greeting,
		NULL
	};
	return test_run(test_functions);
}
