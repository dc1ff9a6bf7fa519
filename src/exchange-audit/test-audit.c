/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "array.h"
#include "hash.h"
#include "test-common.h"
#include "audit-compare.h"
#include "audit-expand.h"
#include "audit-pattern.h"
#include "audit-report.h"
#include "audit-rows.h"
#include "audit-scratch.h"
#include "audit-session.h"
#include "audit-transcript.h"

/* ids of sections A to D of the list of statements */
#define STATEMENT_COUNT 193

static void test_pattern(void)
{
	static const struct {
		const char *pattern, *text;
		bool match;
	} tests[] = {
		{ "a1 OK NOOP completed.", "a1 OK NOOP completed.", TRUE },
		{ "a1 OK NOOP completed.", "a1 OK NOOP completed. ", FALSE },
		{ "a1 OK{*}", "a1 OK [X] y", TRUE },
		{ "a1 OK{*}", "a1 NO", FALSE },
		{ "* {n} EXISTS", "* 172 EXISTS", TRUE },
		{ "* {n} EXISTS", "* x EXISTS", FALSE },
		{ "* {n} EXISTS", "* EXISTS", FALSE },
		{ "{*}[{ALERT|PARSE}]{*}", "a NO [PARSE] x", TRUE },
		{ "{*}[{ALERT|PARSE}]{*}", "a NO [TRYCREATE] x", FALSE },
		{ "{{n}}{crlf}x\\y", "{3}\r\nx\\y", TRUE },
		{ "{{n}}{crlf}x\\y", "{3}\nx\\y", FALSE },
		{ "{\"|}a{\"|}", "\"a\"", TRUE },
		{ "{\"|}a{\"|}", "a", TRUE },
		{ "{\"|}a{\"|}", "aa", FALSE },
		{ "{*}{8bit}{*}", "abc", FALSE },
		{ "{*}{8bit}{*}", "a\xc3\xbc" "c", TRUE },
		{ "{*}ab{*}ab", "xabyabzab", TRUE },
		{ "{*}ab{*}ab", "xabyabza", FALSE },
		{ "{", "{", TRUE },
		{ "{x}", "{x}", TRUE },
		{ "+{ |}", "+", TRUE },
		{ "+{ |}", "+ ", TRUE },
		{ "+{ |}", "+  ", FALSE },
		{ "{*}", "", TRUE },
		{ "{?}", "", FALSE },
		{ "", "", TRUE },
		{ "", "x", FALSE },
	};
	unsigned int i;

	test_begin("audit pattern");
	for (i = 0; i < N_ELEMENTS(tests); i++)
		test_assert_idx(audit_match(tests[i].pattern, tests[i].text) ==
				tests[i].match, i);
	test_end();
}

/* A hostile line must not make matching slow: this would take years with
   backtracking over every {*}. */
static void test_pattern_hostile(void)
{
	string_t *text = t_str_new(70000);
	unsigned int i;

	test_begin("audit pattern with a hostile line");
	for (i = 0; i < 60000; i++)
		str_append_c(text, 'a');
	test_assert(!audit_match("{*}a{*}a{*}a{*}a{*}a{*}a{*}a{*}b",
				 str_c(text)));
	test_end();
}

static void test_compare_mask(void)
{
	static const struct {
		const char *line, *masked;
	} tests[] = {
		{ "A> a12 NOOP\\r\\n", "A> TAG NOOP\\r\\n" },
		{ "A< a12 OK NOOP completed (0.001 + 0.000 secs).",
		  "A< TAG OK NOOP completed." },
		{ "A< * OK [UIDVALIDITY 1795232015] UIDs valid",
		  "A< * OK [UIDVALIDITY N] UIDs valid" },
		{ "A< a1 OK [APPENDUID 424 9] APPEND completed.",
		  "A< TAG OK [APPENDUID N] APPEND completed." },
		{ "A< * LIST () \"/\" exchange-audit-0123abcd/x",
		  "A< * LIST () \"/\" SCRATCH/x" },
		{ "A< * 1 FETCH (INTERNALDATE \"21-Nov-2026 03:32:33 +0000\" "
		  "UID 7)", "A< * 1 FETCH (INTERNALDATE DATE UID N)" },
		{ "A< * 3 EXISTS", "A< * 3 EXISTS" },
	};
	unsigned int i;

	test_begin("audit compare mask");
	for (i = 0; i < N_ELEMENTS(tests); i++)
		test_assert_strcmp_idx(audit_compare_mask(tests[i].line),
				       tests[i].masked, i);
	test_end();
}

static void test_secrets(void)
{
	struct audit_settings set;

	test_begin("audit secrets");
	i_zero(&set);
	set.user.password = "s3cret";
	set.user2.password = "other";
	test_assert_strcmp(audit_mask(&set, "a LOGIN x s3cret y s3cret other"),
			   "a LOGIN x *** y *** ***");
	test_assert_strcmp(audit_mask(&set, "nothing"), "nothing");
	test_assert_strcmp(audit_printable("a\r\n\0\xff\t", 6),
			   "a\\r\\n\\x00\\xff\\t");
	test_end();
}

static void test_versions(void)
{
	test_begin("audit versions");
	test_assert(audit_version_parse("2010sp2") == AUDIT_2010SP2);
	test_assert(audit_version_parse("2010sp1") == AUDIT_2010);
	test_assert(audit_version_parse("2011") == 0);
	test_assert_strcmp(audit_versions_name(AUDIT_2007_ON), "2007+");
	test_assert_strcmp(audit_versions_name(AUDIT_2019), "2019");
	test_assert_strcmp(audit_versions_name(AUDIT_2003 | AUDIT_2010),
			   "2003, 2010");
	test_assert_strcmp(audit_versions_name(AUDIT_ALL), "2003+");
	test_end();
}

/* Every statement once, each decided in exactly one way, each with words. */
static void test_rows(void)
{
	const struct audit_row *row;
	unsigned int i, j, count = 0;

	test_begin("audit rows");
	for (i = 0; i < audit_rows_all_count; i++) {
		for (j = 0; j < audit_rows_all[i]->count; j++) {
			row = &audit_rows_all[i]->rows[j];
			test_assert_idx(audit_row_find(row->id) == row, count);
			test_assert_idx((row->script != NULL) +
					(row->func != NULL) +
					(row->reason != NULL) == 1, count);
			test_assert_idx(row->versions != 0 &&
					*row->title != '\0' &&
					*row->documented != '\0', count);
			count++;
		}
	}
	test_assert(count == STATEMENT_COUNT);
	test_end();
}

static const char *list_name(const char *line)
{
	struct audit_resp resp = {
		.data = (const unsigned char *)line, .size = strlen(line),
		.text = line
	};

	return audit_list_name(&resp);
}

static void test_list_name(void)
{
	test_begin("audit list name");
	test_assert_strcmp(list_name("* LIST (\\A) \"/\" a/b"), "a/b");
	test_assert_strcmp(list_name("* LIST (\\A) \"/\" \"a \\\\ b\""),
			   "a \\ b");
	test_assert_strcmp(list_name("* LSUB () NIL {3}\r\na\\b"), "a\\b");
	test_assert(list_name("* STATUS x (MESSAGES 1)") == NULL);
	test_assert(list_name("* LIST (((((") == NULL);
	test_assert(list_name("* LIST () \"/\" {99999999999}\r\nx") == NULL);
	test_assert(list_name("") == NULL);
	test_end();
}

static void test_quote(void)
{
	test_begin("audit quote");
	test_assert_strcmp(audit_quote("a\"b\\c"), "\"a\\\"b\\\\c\"");
	test_assert_strcmp(audit_quote("\xc3\xa4"), "{lit:{x:c3a4}}");
	/* a brace would be a placeholder otherwise */
	test_assert_strcmp(audit_quote("{S}"), "{lit:{x:7b537d}}");
	test_assert_strcmp(audit_quote(""), "\"\"");
	test_end();
}

static void test_escapes(void)
{
	string_t *str = t_str_new(64);

	test_begin("audit escapes");
	audit_json_append(str, "a\"\\\n\x01\xff");
	test_assert_strcmp(str_c(str), "a\\\"\\\\\\n\\u0001\\u00ff");
	str_truncate(str, 0);
	audit_html_append(str, "<a href=\"x\">&");
	test_assert_strcmp(str_c(str), "&lt;a href=&quot;x&quot;&gt;&amp;");
	test_end();
}

int main(void)
{
	static void (*const test_functions[])(void) = {
		test_pattern,
		test_pattern_hostile,
		test_compare_mask,
		test_secrets,
		test_versions,
		test_rows,
		test_list_name,
		test_quote,
		test_escapes,
		NULL
	};
	return test_run(test_functions);
}
