/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "imap-utf7.h"
#include "test-common.h"
#include "names.h"

static void test_exchange_name_fold(void)
{
	static const struct {
		const char *a, *b;
		bool same;
	} tests[] = {
		{ "Drafts", "dRAFTS", TRUE },
		{ "Entw\xc3\xbcrfe", "ENTW\xc3\x9cRFE", TRUE },
		{ "\xd0\xa7\xd0\xb5\xd1\x80\xd0\xbd",
		  "\xd1\x87\xd0\x95\xd0\xa0\xd0\x9d", TRUE },
		/* final and other sigma have the same capital */
		{ "\xcf\x83\xce\xb1\xcf\x82", "\xce\xa3\xce\x91\xce\xa3",
		  TRUE },
		/* DESERET SMALL LETTER LONG I, outside of the BMP */
		{ "\xf0\x90\x90\xa8", "\xf0\x90\x90\x80", TRUE },
		{ "a/b", "A/B", TRUE },
		{ "a", "b", FALSE },
		/* an accent is not a matter of case */
		{ "Entwurfe", "Entw\xc3\xbcrfe", FALSE },
		{ "x\xc2\xb2", "x2", FALSE },
		{ "stra\xc3\x9f" "e", "strasse", FALSE },
	};
	unsigned int i;

	test_begin("exchange_name_fold()");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		test_assert_idx((strcmp(exchange_name_fold(tests[i].a),
					exchange_name_fold(tests[i].b)) == 0) ==
				tests[i].same, i);
	}
	test_assert_strcmp(exchange_name_fold(""), "");
	test_end();
}

static void test_exchange_name_begins(void)
{
	const char *name = "sh\xc3\x84red/x", *rest = NULL;

	test_begin("exchange_name_begins()");
	test_assert(exchange_name_begins(name, "Sh\xc3\xa4red/", &rest));
	test_assert_strcmp(rest, "x");
	test_assert(exchange_name_begins(name, "", &rest) && rest == name);
	test_assert(!exchange_name_begins(name, "Shared/", &rest));
	test_assert(!exchange_name_begins("sh", "shared", &rest));
	test_assert(exchange_name_begins("shared", "shared", &rest));
	test_assert_strcmp(rest, "");
	test_end();
}

static const char *repeat(const char *what, unsigned int count)
{
	string_t *str = t_str_new(256);

	while (count-- > 0)
		str_append(str, what);
	return str_c(str);
}

static void test_exchange_name_limits(void)
{
	test_begin("exchange_name limits");
	test_assert(exchange_name_depth("", '/') == 0);
	test_assert(exchange_name_depth("a", '/') == 1);
	test_assert(exchange_name_depth("a/b", '/') == 2);
	test_assert(exchange_name_depth(repeat("a/", 30), '/') == 31);
	test_assert(exchange_name_depth("a/b.c", '.') == 2);

	test_assert(!exchange_name_too_long("", '/'));
	test_assert(!exchange_name_too_long(repeat("a", 250), '/'));
	test_assert(exchange_name_too_long(repeat("a", 251), '/'));
	/* characters, not octets */
	test_assert(!exchange_name_too_long(repeat("\xc3\xbc", 250), '/'));
	test_assert(exchange_name_too_long(repeat("\xc3\xbc", 251), '/'));
	test_assert(!exchange_name_too_long(
		repeat("\xf0\x90\x90\x80", 250), '/'));
	/* one level, not the whole name */
	test_assert(!exchange_name_too_long(t_strconcat(repeat("a", 250), "/",
		repeat("b", 250), NULL), '/'));
	test_assert(exchange_name_too_long(t_strconcat("a/",
		repeat("b", 251), "/c", NULL), '/'));
	test_end();
}

static void test_exchange_name_cut(void)
{
	const char *name = repeat("x", 249), *cut, *mutf7;

	test_begin("exchange_name_cut()");
	test_assert(exchange_name_cut(name, '/') == name);
	/* the run stays whole: one umlaut of two fits */
	cut = exchange_name_cut(t_strconcat(name, "\xc3\xbc\xc3\xbc", NULL),
				'/');
	test_assert_strcmp(cut, t_strconcat(name, "\xc3\xbc", NULL));
	test_assert(t_imap_utf8_to_utf7(cut, &mutf7) == 0);
	test_assert_strcmp(mutf7, t_strconcat(name, "&APw-", NULL));
	/* every level for itself */
	cut = exchange_name_cut(t_strconcat(repeat("a", 260), "/b/",
					    repeat("c", 300), NULL), '/');
	test_assert_strcmp(cut, t_strconcat(repeat("a", 250), "/b/",
					    repeat("c", 250), NULL));
	test_end();
}

static void test_exchange_name_parts(void)
{
	test_begin("exchange_name parts");
	test_assert_strcmp(exchange_name_strip("a/b", '/'), "a/b");
	test_assert_strcmp(exchange_name_strip("a/b//", '/'), "a/b");
	test_assert_strcmp(exchange_name_strip("/", '/'), "");
	test_assert(exchange_name_parent("a", '/') == NULL);
	test_assert_strcmp(exchange_name_parent("a/b/c", '/'), "a/b");
	test_end();
}

static void test_exchange_name_pattern(void)
{
	static const struct {
		const char *pattern, *name;
		bool match;
	} tests[] = {
		{ "*", "a/b", TRUE },
		{ "%", "a", TRUE },
		{ "%", "a/b", FALSE },
		{ "CASE", "cAsE", TRUE },
		{ "A/%", "a/B", TRUE },
		{ "a/%", "b/c", FALSE },
		{ "ENTW&ANw-RFE", "Entw\xc3\xbcrfe", TRUE },
		{ "entw&APw-*", "ENTW\xc3\x9cRFE/x", TRUE },
		/* V0032: a run that is cut */
		{ "g&*", "g\xc3\xbcn", TRUE },
		{ "G&*", "g\xc3\xbcn", TRUE },
		{ "g&AP*", "g\xc3\xbcn", TRUE },
		{ "*-N", "g\xc3\xbcn", TRUE },
		{ "g&*", "gun", FALSE },
		/* base64 is case-sensitive */
		{ "g&ap*", "g\xc3\xbcn", FALSE },
		/* one run in the name, another end in the pattern */
		{ "g&APw-*", "g\xc3\xbc\xc3\xa4", TRUE },
		{ "a&-*", "a&b", TRUE },
		/* 8-bit is no mUTF-7 and matches nothing */
		{ "g\xc3\xbc*", "g\xc3\xbcn", FALSE },
		{ "\xff\xfe*", "g\xc3\xbcn", FALSE },
	};
	unsigned int i;

	test_begin("exchange_name_pattern_match()");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		pool_t pool = pool_alloconly_create("test pattern", 1024);
		struct exchange_name_pattern *pattern =
			exchange_name_pattern_init(pool, tests[i].pattern, '/');

		test_assert_idx(exchange_name_pattern_match(pattern,
			tests[i].name) == tests[i].match, i);
		pool_unref(&pool);
	}
	test_end();
}

static void test_exchange_name_pattern_widen(void)
{
	test_begin("exchange_name_pattern_widen()");
	test_assert_strcmp(exchange_name_pattern_widen("%", '/'), "%");
	test_assert_strcmp(exchange_name_pattern_widen("ab%", '/'), "%");
	test_assert_strcmp(exchange_name_pattern_widen("a/b", '/'), "%/%");
	test_assert_strcmp(exchange_name_pattern_widen("a/%/", '/'), "%/%/");
	test_assert_strcmp(exchange_name_pattern_widen("a*", '/'), "*");
	test_assert_strcmp(exchange_name_pattern_widen("a/b*c/d", '/'), "%/*");
	test_assert_strcmp(exchange_name_pattern_widen("/a", '/'), "/%");
	test_assert_strcmp(exchange_name_pattern_widen("", '/'), "");
	test_end();
}

int main(void)
{
	static void (*const tests[])(void) = {
		test_exchange_name_fold,
		test_exchange_name_begins,
		test_exchange_name_limits,
		test_exchange_name_cut,
		test_exchange_name_parts,
		test_exchange_name_pattern,
		test_exchange_name_pattern_widen,
		NULL
	};

	return test_run(tests);
}
