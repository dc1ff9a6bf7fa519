/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "test-common.h"
#include "exchange-append.h"
#include "exchange-items.h"

static const struct exchange_profile *profile_get(const char *behaviors)
{
	static struct exchange_profile profile;
	const char *error;

	if (exchange_profile_parse("2010", behaviors, &profile, &error) <= 0)
		i_fatal("%s", error);
	return &profile;
}

static void test_exchange_append_flags(void)
{
	static const struct {
		const char *behaviors, *args, *result;
		int ret;
	} tests[] = {
		{ "", "box (\\Seen \\Foo) {3}", "box (\\Seen) {3}", 1 },
		{ "", "box (\\Recent) {3}", "box () {3}", 1 },
		{ "", "box (\\Foo a \\seen) \"date\" {3+}",
		  "box (a \\seen) \"date\" {3+}", 1 },
		{ "", "\"a (\\\\x) \\\" b\" (\\Foo) {3}",
		  "\"a (\\\\x) \\\" b\" () {3}", 1 },
		{ "", "{6+}\r\na (\\x) (\\Foo) {3}",
		  "{6+}\r\na (\\x) () {3}", 1 },
		{ "", "box (\\Seen a) {3}", NULL, 0 },
		{ "", "box () {3}", NULL, 0 },
		{ "", "box {3}", NULL, 0 },
		{ "", "box \"(\\Foo)\" {3}", NULL, 0 },
		/* what is no APPEND is for Dovecot to say */
		{ "", "", NULL, 0 },
		{ "", "\"box", NULL, 0 },
		{ "", "\"box\\", NULL, 0 },
		{ "", "{9+}\r\na (\\Foo)", NULL, 0 },
		{ "", "{99999999999999999999+}\r\na (\\Foo)", NULL, 0 },
		{ "", "{", NULL, 0 },
		{ "", "{3+", NULL, 0 },
		{ "", "{3+}\r\n", NULL, 0 },
		{ "", "box (\\Foo", NULL, 0 },
		/* Dovecot refuses it */
		{ "-ignore_invalid", "box (\\Foo) {3}", NULL, 0 },
		{ "+refuse_invalid_flags", "box (\\Seen \\Foo) {3}", NULL, -1 },
		{ "+refuse_invalid_flags", "box (\\Seen a) {3}", NULL, 0 },
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
			profile_get(tests[i].behaviors), args, size, dest) ==
			tests[i].ret, i);
		if (tests[i].ret > 0)
			test_assert_strcmp_idx(str_c(dest), tests[i].result, i);
		i_free(args);
	}
	test_end();
}

static void test_exchange_items(void)
{
	const struct exchange_profile *profile = profile_get("");
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

	profile = profile_get("-no_extensions -outlook_peek");
	test_assert(exchange_status_item_is_known(profile, "HIGHESTMODSEQ"));
	test_assert(!exchange_status_item_is_known(profile, "FOO"));
	test_assert(exchange_fetch_item_is_known(profile, "BINARY[1]"));
	test_assert(!exchange_fetch_item_is_known(profile, "RFC822.PEEK"));
	test_assert(exchange_search_key_is_known(profile, "MODSEQ", &args));
	test_end();
}

int main(void)
{
	static void (*const test_functions[])(void) = {
		test_exchange_append_flags,
		test_exchange_items,
		NULL
	};
	return test_run(test_functions);
}
