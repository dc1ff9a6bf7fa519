/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "test-common.h"
#include "exchange-login-name.h"

#define DOMAINS "CONTOSO=*@contoso.com, corp.local=*@contoso.com LAB=*"

/* authcid and authzid that a LOGIN name becomes; authcid NULL: refused */
static const struct {
	const char *name, *authcid, *authzid;
} cases[] = {
	/* the user's own mailbox */
	{ "alice", "alice", NULL },
	{ "alice@example.com", "alice@example.com", NULL },
	{ "CONTOSO/alice", "alice@contoso.com", NULL },
	{ "contoso\\alice", "alice@contoso.com", NULL },
	{ "corp.local/alice", "alice@contoso.com", NULL },
	{ "alice@corp.local", "alice@contoso.com", NULL },
	{ "LAB/alice", "alice", NULL },
	/* the four forms of MS-OXIMAP4 2.2.4 */
	{ "CONTOSO/bob/alice", "bob@contoso.com", "alice@contoso.com" },
	{ "CONTOSO/bob/alice@example.com", "bob@contoso.com",
	  "alice@example.com" },
	{ "bob@example.com/alice", "bob@example.com", "alice@example.com" },
	{ "bob@example.com/alice@example.org", "bob@example.com",
	  "alice@example.org" },
	/* with backslashes, and mixed */
	{ "CONTOSO\\bob\\alice", "bob@contoso.com", "alice@contoso.com" },
	{ "CONTOSO\\bob/alice", "bob@contoso.com", "alice@contoso.com" },
	{ "bob@example.com\\alice", "bob@example.com", "alice@example.com" },
	/* UPNs whose domain has an entry */
	{ "bob@corp.local/alice", "bob@contoso.com", "alice@contoso.com" },
	{ "LAB/bob/alice@CORP.LOCAL", "bob", "alice@contoso.com" },
	/* nothing of Dovecot's own names is touched without a separator */
	{ "a@b@c", "a@b@c", NULL },
	{ "@", "@", NULL },
	{ "al ice", "al ice", NULL },
	{ "alice\xc3\xa9", "alice\xc3\xa9", NULL },
	{ "\xff", "\xff", NULL },
	/* aliases may hold what is no separator */
	{ "LAB/al ice", "al ice", NULL },
	{ "LAB/b\xc3\xa9", "b\xc3\xa9", NULL },
	{ "LAB/*", "*", NULL },
	{ "LAB/a=b", "a=b", NULL },
	/* unknown domains */
	{ "FABRIKAM/alice", NULL, NULL },
	{ "FABRIKAM/bob/alice", NULL, NULL },
	{ "contoso.com/alice", NULL, NULL },
	{ "*/alice", NULL, NULL },
	{ "CONTOS/alice", NULL, NULL },
	{ "CONTOSO=/alice", NULL, NULL },
	/* empty parts */
	{ "", NULL, NULL },
	{ "/", NULL, NULL },
	{ "\\", NULL, NULL },
	{ "/alice", NULL, NULL },
	{ "LAB/", NULL, NULL },
	{ "//", NULL, NULL },
	{ "LAB//alice", NULL, NULL },
	{ "LAB/bob/", NULL, NULL },
	{ "/bob/alice", NULL, NULL },
	{ "bob@example.com/", NULL, NULL },
	{ "/bob@example.com", NULL, NULL },
	/* too many parts */
	{ "LAB/a/b/c", NULL, NULL },
	{ "LAB/a/b/", NULL, NULL },
	{ "////", NULL, NULL },
	{ "a@b/c/d", NULL, NULL },
	/* @ at odd places */
	{ "LAB/bob@example.com", NULL, NULL },
	{ "LAB/bob@example.com/alice", NULL, NULL },
	{ "@/alice", NULL, NULL },
	{ "bob@/alice", NULL, NULL },
	{ "@b/alice", NULL, NULL },
	{ "bob@a@b/alice", NULL, NULL },
	{ "bob@example.com/@", NULL, NULL },
	{ "bob@example.com/alice@", NULL, NULL },
	{ "bob@example.com/alice@a@b", NULL, NULL },
	{ "LAB/bob/@alice", NULL, NULL },
	/* not text */
	{ "LAB/\xff", NULL, NULL },
	{ "LAB/a\xc3", NULL, NULL },
	{ "LAB/a\tb", NULL, NULL },
	{ "LAB/a\nb", NULL, NULL },
	{ "LAB/a\x7f", NULL, NULL },
};

static bool login_name(const char *domains, const void *data, size_t size,
		       const char **authcid_r, const char **authzid_r)
{
	struct exchange_login_name name;
	const char *error = NULL;
	bool ret;

	ret = exchange_login_name_parse(data, size, &name, &error) &&
		exchange_login_name_map(&name, domains, authcid_r, authzid_r,
					&error);
	test_assert(ret == (error == NULL));
	return ret;
}

static void test_exchange_login_name(void)
{
	const char *authcid, *authzid;
	unsigned int i;

	test_begin("exchange login names");
	for (i = 0; i < N_ELEMENTS(cases); i++) {
		authcid = authzid = NULL;
		test_assert_idx(login_name(DOMAINS, cases[i].name,
			strlen(cases[i].name), &authcid, &authzid) ==
			(cases[i].authcid != NULL), i);
		test_assert_strcmp_idx(authcid, cases[i].authcid, i);
		test_assert_strcmp_idx(authzid, cases[i].authzid, i);
	}
	test_end();
}

static void test_exchange_login_name_any_domain(void)
{
	const char *authcid, *authzid;

	test_begin("exchange login names: domain *");
	test_assert(login_name("*=* CONTOSO=*@contoso.com", "X/bob/alice", 11,
			       &authcid, &authzid));
	test_assert_strcmp(authcid, "bob");
	test_assert_strcmp(authzid, "alice");
	/* an entry of its own goes first, wherever it stands */
	test_assert(login_name("*=* CONTOSO=*@contoso.com", "CONTOSO/bob", 11,
			       &authcid, &authzid));
	test_assert_strcmp(authcid, "bob@contoso.com");
	/* a UPN is complete, * is not for it */
	test_assert(login_name("*=*", "bob@x/alice", 11, &authcid, &authzid));
	test_assert_strcmp(authcid, "bob@x");
	test_assert_strcmp(authzid, "alice@x");
	test_end();
}

static void test_exchange_login_name_octets(void)
{
	static const char nul[] = "LAB/a\0b", nul_alone[] = "a\0b";
	const char *authcid, *authzid;
	string_t *str = t_str_new(10 * 1024);
	size_t size;

	test_begin("exchange login names: NUL and length");
	test_assert(!login_name(DOMAINS, nul, sizeof(nul) - 1, &authcid,
				&authzid));
	test_assert(!login_name(DOMAINS, nul_alone, sizeof(nul_alone) - 1,
				&authcid, &authzid));
	str_append(str, "LAB/");
	for (size = str_len(str); size < 10 * 1024; size++) {
		str_append_c(str, 'a');
		if (size + 1 == EXCHANGE_LOGIN_NAME_MAX) {
			test_assert(login_name(DOMAINS, str_data(str),
				str_len(str), &authcid, &authzid));
			test_assert(strlen(authcid) == size + 1 - 4);
		}
	}
	test_assert(!login_name(DOMAINS, str_data(str), str_len(str), &authcid,
				&authzid));
	test_end();
}

static void test_exchange_login_name_random(void)
{
	static const char chars[] = "/\\@aA=*. \xc3\xa9\t";
	unsigned char data[12];
	const char *authcid, *authzid;
	unsigned int i, j;
	size_t size;

	test_begin("exchange login names: random octets");
	for (i = 0; i < 20000; i++) T_BEGIN {
		size = i_rand_limit(sizeof(data) + 1);
		for (j = 0; j < size; j++)
			data[j] = chars[i_rand_limit(sizeof(chars) - 1)];
		authcid = authzid = NULL;
		if (login_name(DOMAINS, data, size, &authcid, &authzid)) {
			/* no separator ever gets into a user name */
			test_assert_idx(strpbrk(authcid, "/\\") == NULL, i);
			test_assert_idx(authcid[0] != '\0', i);
			test_assert_idx(authzid == NULL ||
				(authzid[0] != '\0' &&
				 strpbrk(authzid, "/\\") == NULL), i);
		} else {
			test_assert_idx(authcid == NULL && authzid == NULL, i);
		}
	} T_END;
	test_end();
}

static void test_exchange_login_domains(void)
{
	static const char *const good[] = {
		"", "A=*", "A=*@b", " A=*,B=x*y\tC.d=* ", "*=*", "A=*=",
	};
	static const char *const bad[] = {
		"A", "A=", "=*", "A=b", "A=**", "A=* B", "A/B=*", "A=*\\",
	};
	const char *error;
	unsigned int i;

	test_begin("exchange_login_domains");
	for (i = 0; i < N_ELEMENTS(good); i++)
		test_assert_idx(exchange_login_domains_verify(good[i],
							      &error), i);
	for (i = 0; i < N_ELEMENTS(bad); i++) {
		error = NULL;
		test_assert_idx(!exchange_login_domains_verify(bad[i],
							       &error), i);
		test_assert_idx(error != NULL &&
				strstr(error, "must be DOMAIN=FORMAT") != NULL,
				i);
	}
	test_end();
}

int main(void)
{
	static void (*const test_functions[])(void) = {
		test_exchange_login_name,
		test_exchange_login_name_any_domain,
		test_exchange_login_name_octets,
		test_exchange_login_name_random,
		test_exchange_login_domains,
		NULL
	};

	return test_run(test_functions);
}
