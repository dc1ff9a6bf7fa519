/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "test-common.h"
#include "exchange-append.h"
#include "exchange-flags.h"
#include "exchange-items.h"
#include "test-exchange-util.h"

static void test_exchange_append_flags(void)
{
	static const struct {
		const char *behaviors, *args, *result;
	} tests[] = {
		{ "", "box (\\Seen \\Foo) {3}", "box (\\Seen) {3}" },
		{ "", "box (\\Recent) {3}", "box () {3}" },
		{ "", "box (\\Foo a \\seen) \"date\" {3+}",
		  "box (a \\seen) \"date\" {3+}" },
		{ "", "\"a (\\\\x) \\\" b\" (\\Foo) {3}",
		  "\"a (\\\\x) \\\" b\" () {3}" },
		{ "", "{6+}\r\na (\\x) (\\Foo) {3}",
		  "{6+}\r\na (\\x) () {3}" },
		{ "", "box (\\Seen a) {3}", NULL },
		{ "", "box () {3}", NULL },
		{ "", "box {3}", NULL },
		{ "", "box \"(\\Foo)\" {3}", NULL },
		/* what is no APPEND is for Dovecot to say */
		{ "", "", NULL },
		{ "", "\"box", NULL },
		{ "", "\"box\\", NULL },
		{ "", "{9+}\r\na (\\Foo)", NULL },
		{ "", "{99999999999999999999+}\r\na (\\Foo)", NULL },
		{ "", "{", NULL },
		{ "", "{3+", NULL },
		{ "", "{3+}\r\n", NULL },
		{ "", "box (\\Foo", NULL },
		{ "-ignore_invalid", "box (\\Foo) {3}", NULL },
		{ "+refuse_invalid_flags", "box (\\Seen \\Foo) {3}", NULL },
		{ "+refuse_invalid_flags", "box (\\Seen a) {3}", NULL },
	};
	unsigned int i;

	test_begin("exchange append flags");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		string_t *dest = t_str_new(64);
		/* the end of the buffer is the end of the text */
		size_t size = strlen(tests[i].args);
		unsigned char *args = i_malloc(I_MAX(size, 1));

		memcpy(args, tests[i].args, size);
		test_assert_idx(exchange_append_flags(
			profile_get("2010", tests[i].behaviors), args, size,
			dest) == (tests[i].result != NULL), i);
		if (tests[i].result != NULL)
			test_assert_strcmp_idx(str_c(dest), tests[i].result, i);
		i_free(args);
	}
	test_end();
}

static void test_exchange_append_is_plain(void)
{
	static const struct {
		const char *args;
		bool plain;
	} tests[] = {
		{ "box {3}", TRUE },
		{ "box {3+}", TRUE },
		{ "\"a (\\x) \\\" b\" (\\Seen) \"date +0100\" {3}", TRUE },
		{ "{6+}\r\na (\\x) () {3}", TRUE },
		{ "box \"date\" {3}", TRUE },
		{ "box ~{3}", FALSE },
		{ "box (\\Seen) ~{3+}", FALSE },
		{ "box foo {3}", FALSE },
		{ "box (\\Seen) foo {3}", FALSE },
		{ "box CATENATE (TEXT {3}", FALSE },
		{ "box UTF8 (~{3}", FALSE },
		{ "box (\\Seen)", FALSE },
		{ "box (\\Seen", FALSE },
		{ "box \"date", FALSE },
		{ "box", FALSE },
		{ "", FALSE },
	};
	unsigned int i;

	test_begin("exchange append is plain");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		/* the end of the buffer is the end of the text */
		size_t size = strlen(tests[i].args);
		unsigned char *args = i_malloc(I_MAX(size, 1));

		memcpy(args, tests[i].args, size);
		test_assert_idx(exchange_append_is_plain(args, size) ==
				tests[i].plain, i);
		i_free(args);
	}
	test_end();
}

static void test_exchange_items(void)
{
	const struct exchange_profile *profile = profile_get("2010", "");
	unsigned int args;

	test_begin("exchange items");
	test_assert(exchange_status_item_is_known(profile, "messages"));
	test_assert(!exchange_status_item_is_known(profile, "HIGHESTMODSEQ"));
	test_assert(exchange_fetch_item_is_known(profile, "flags"));
	test_assert(exchange_fetch_item_is_known(profile, "BODY.PEEK[1]<0.1>"));
	test_assert(exchange_fetch_item_is_known(profile, "RFC822.PEEK"));
	test_assert(!exchange_fetch_item_is_known(profile, "MODSEQ"));
	test_assert(!exchange_fetch_item_is_known(profile, "BINARY[1]"));
	test_assert(!exchange_fetch_item_is_known(profile, ""));
	test_assert(exchange_search_key_is_known(profile, "header", &args) &&
		    args == 2);
	test_assert(exchange_search_key_is_known(profile, "1:3", &args) &&
		    args == 0);
	test_assert(exchange_search_key_is_known(profile, "*", &args));
	test_assert(!exchange_search_key_is_known(profile, "$", &args));
	test_assert(!exchange_search_key_is_known(profile, "MODSEQ", &args));

	profile = profile_get("2010", "-no_extensions -outlook_peek");
	test_assert(exchange_status_item_is_known(profile, "HIGHESTMODSEQ"));
	test_assert(!exchange_status_item_is_known(profile, "FOO"));
	test_assert(exchange_fetch_item_is_known(profile, "BINARY[1]"));
	test_assert(!exchange_fetch_item_is_known(profile, "RFC822.PEEK"));
	test_assert(exchange_search_key_is_known(profile, "MODSEQ", &args));
	test_end();
}

static void test_exchange_store_line(void)
{
	static const struct {
		const char *behaviors, *line, *result;
	} tests[] = {
		{ "", "* 8 FETCH (UID 9 FLAGS (\\Seen))",
		  "* 8 FETCH (FLAGS (\\Seen) UID 9)" },
		{ "", "* 8 FETCH (UID 9 MODSEQ (3) FLAGS ())",
		  "* 8 FETCH (FLAGS () UID 9 MODSEQ (3))" },
		{ "", "* 8 FETCH (FLAGS ())", NULL },
		{ "", "* 8 FETCH (UID 9)", NULL },
		{ "", "* 8 FETCH (UID 9 FLAGS (", NULL },
		{ "", "", NULL },
		{ "-store_flags_first", "* 8 FETCH (UID 9 FLAGS ())", NULL },
	};
	unsigned int i;

	test_begin("exchange store line");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		string_t *dest = t_str_new(64);

		test_assert_idx(exchange_store_line(
			profile_get("2010", tests[i].behaviors),
			tests[i].line, dest) ==
			(tests[i].result != NULL), i);
		test_assert_strcmp_idx(str_c(dest), tests[i].result == NULL ?
				       "" : tests[i].result, i);
	}
	test_end();
}

int main(void)
{
	static void (*const test_functions[])(void) = {
		test_exchange_append_flags,
		test_exchange_append_is_plain,
		test_exchange_items,
		test_exchange_store_line,
		NULL
	};
	return test_run(test_functions);
}
