/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "test-common.h"
#include "exchange-profile.h"

static void test_exchange_versions(void)
{
	static const char *const bad[] = {
		"2000", "20", "2010 ", " 2010", "2010SP2", "2010sp1", "exchange",
	};
	struct exchange_profile profile;
	const char *error;
	unsigned int i;

	test_begin("exchange versions");
	for (i = 0; i < EXCHANGE_VERSION_COUNT; i++) {
		const char *name = exchange_version_info(i)->name;

		test_assert_idx(exchange_profile_parse(name, "", &profile,
						       &error) == 1, i);
		test_assert_idx(profile.version == i, i);
	}
	for (i = 0; i < N_ELEMENTS(bad); i++) {
		test_assert_idx(exchange_profile_parse(bad[i], "", &profile,
						       &error) == -1, i);
		test_assert_idx(strstr(error, "2003, 2007, 2010, 2010sp2, "
				       "2013, 2016, 2019") != NULL, i);
	}
	test_assert(exchange_profile_parse("", "", &profile, &error) == 0);
	test_assert(exchange_profile_parse(NULL, NULL, &profile, &error) == 0);
	test_end();
}

static void test_exchange_profiles(void)
{
	struct exchange_profile profile;
	const char *error;
	unsigned int i, v;

	test_begin("exchange profiles follow the table");
	for (v = 0; v < EXCHANGE_VERSION_COUNT; v++) {
		test_assert(exchange_profile_parse(
			exchange_version_info(v)->name, "", &profile,
			&error) == 1);
		for (i = 0; i < EXCHANGE_BEHAVIOR_COUNT; i++) {
			bool want = (exchange_behavior_info(i)->versions &
				     (1U << v)) != 0;
			test_assert_idx(exchange_has(&profile, i) == want, i);
			test_assert_idx(!exchange_has(NULL, i), i);
		}
	}
	test_end();
}

static void test_exchange_changes(void)
{
	static const struct {
		const char *behaviors, *error;
	} bad[] = {
		{ "check_is_noop", "must begin with +" },
		{ "+no_such_thing", "no behavior named 'no_such_thing'" },
		{ "-", "no behavior named ''" },
		{ "+ports", "not done by these modules" },
		{ "-check_is_noop *plain_ok", "must begin with +" },
	};
	struct exchange_profile profile;
	const char *error;
	unsigned int i;

	test_begin("exchange_behaviors");
	test_assert(exchange_profile_parse("2010",
		" -check_is_noop,+tls_logindisabled\t-plain_ok ",
		&profile, &error) == 1);
	test_assert(!exchange_has(&profile, EXCHANGE_CHECK_IS_NOOP));
	test_assert(exchange_has(&profile, EXCHANGE_TLS_LOGINDISABLED));
	test_assert(!exchange_has(&profile, EXCHANGE_PLAIN_OK));
	test_assert(exchange_has(&profile, EXCHANGE_TAGGED_TEXTS));
	/* the last word wins */
	test_assert(exchange_profile_parse("2010", "-plain_ok +plain_ok",
					   &profile, &error) == 1);
	test_assert(exchange_has(&profile, EXCHANGE_PLAIN_OK));
	for (i = 0; i < N_ELEMENTS(bad); i++) {
		test_assert_idx(exchange_profile_parse("2010", bad[i].behaviors,
						       &profile, &error) == -1, i);
		test_assert_idx(strstr(error, bad[i].error) != NULL, i);
	}
	test_assert(exchange_profile_parse("", "+plain_ok", &profile,
					   &error) == -1);
	test_end();
}

static void test_exchange_table(void)
{
	unsigned int i, j;

	test_begin("exchange-behaviors.def");
	for (i = 0; i < EXCHANGE_BEHAVIOR_COUNT; i++) {
		const struct exchange_behavior_info *info =
			exchange_behavior_info(i);

		test_assert_idx(info->name[strspn(info->name,
			"abcdefghijklmnopqrstuvwxyz_")] == '\0', i);
		test_assert_idx(info->statements[0] != '\0', i);
		test_assert_idx(info->text[0] != '\0', i);
		test_assert_idx(info->state[0] == '\0' ||
				strcmp(info->state, "todo") == 0, i);
		for (j = 0; j < i; j++) {
			test_assert_idx(strcmp(info->name,
				exchange_behavior_info(j)->name) != 0, i);
		}
	}
	test_end();
}

int main(void)
{
	static void (*const test_functions[])(void) = {
		test_exchange_versions,
		test_exchange_profiles,
		test_exchange_changes,
		test_exchange_table,
		NULL
	};
	return test_run(test_functions);
}
