/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "test-common.h"
#include "exchange-flags.h"
#include "exchange-untagged.h"
#include "test-exchange-util.h"

static const struct {
	const char *version, *line, *result;
} untagged_tests[] = {
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

static void test_exchange_untagged(void)
{
	unsigned int i;

	test_begin("exchange untagged lines");
	for (i = 0; i < N_ELEMENTS(untagged_tests); i++) {
		string_t *str = t_str_new(128);
		const char *got = NULL;

		switch (exchange_untagged_line(
				profile_get(untagged_tests[i].version, ""),
				untagged_tests[i].line, str)) {
		case EXCHANGE_LINE_KEEP:
			got = untagged_tests[i].line;
			break;
		case EXCHANGE_LINE_REPLACE:
			got = str_c(str);
			break;
		case EXCHANGE_LINE_DROP:
			break;
		}
		test_assert_strcmp_idx(got, untagged_tests[i].result, i);
	}
	test_end();
}

#define FLAGS_ALL "\\Seen \\Answered \\Flagged \\Deleted \\Draft"
static const struct {
	const char *behaviors, *line, *result;
} flags_tests[] = {
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

static void test_exchange_flags(void)
{
	unsigned int i;

	test_begin("exchange flags");
	for (i = 0; i < N_ELEMENTS(flags_tests); i++) {
		string_t *str = t_str_new(128);
		bool ret = exchange_flags_line(
			profile_get("2010", flags_tests[i].behaviors),
			flags_tests[i].line, str);

		test_assert_idx(ret == (flags_tests[i].result != NULL), i);
		test_assert_strcmp_idx(str_c(str), flags_tests[i].result == NULL ?
				       "" : flags_tests[i].result, i);
	}
	test_end();
}

int main(void)
{
	static void (*const test_functions[])(void) = {
		test_exchange_untagged,
		test_exchange_flags,
		NULL
	};
	return test_run(test_functions);
}
