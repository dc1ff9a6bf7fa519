/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "test-common.h"
#include "ntlm-crypto.h"
#include "test-ntlm-util.h"

typedef void test_func_t(void);

static void test_ntlm_crypto_init(void)
{
	const char *error;

	test_begin("ntlm crypto init");
	test_assert(ntlm_crypto_init(&error) == 0);
	/* counted */
	test_assert(ntlm_crypto_init(&error) == 0);
	ntlm_crypto_deinit();
	test_end();
}

int main(void)
{
	static test_func_t *const first[] = { test_ntlm_crypto_init, NULL };
	static test_func_t *const last[] = { ntlm_crypto_deinit, NULL };
	test_func_t *const *const lists[] = {
		first,		   test_ntlm_vectors, test_ntlm_messages,
		test_ntlm_names,   test_ntlm_binding, test_ntlm_acceptor,
		test_ntlm_policy,  test_ntlm_corpus,  test_ntlm_hostile,
		test_ntlm_attacks, last,
	};
	test_func_t *tests[128] = { NULL };
	unsigned int i, j, count = 0;

	for (i = 0; i < N_ELEMENTS(lists); i++) {
		for (j = 0; lists[i][j] != NULL; j++) {
			i_assert(count + 1 < N_ELEMENTS(tests));
			tests[count++] = lists[i][j];
		}
	}
	return test_run(tests);
}
