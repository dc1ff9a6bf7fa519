/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* A refusal that looks and takes as long as a wrong password. The passdbs
   behind ours go on, with a random password in the place of the user's; and at
   the end, should one of them have said yes all the same (a passdb that checks
   no password), our callback says no. */

#include "auth-delegate.h"
#include "hash.h"
#include "randgen.h"
#include "safe-memset.h"
#include "compat-passdb.h"

#define POISON_MIN_LEN 20

struct denial {
	verify_plain_callback_t *verify_plain;
	lookup_credentials_callback_t *lookup_credentials;
	bool internal_failure;
};

static HASH_TABLE(struct auth_request *, struct denial *) denials;

static struct denial *
denial_add(struct auth_request *request, bool internal_failure)
{
	struct denial *denial;

	denial = hash_table_lookup(denials, request);
	if (denial == NULL) {
		denial = p_new(request->pool, struct denial, 1);
		hash_table_insert(denials, request, denial);
	}
	if (internal_failure) {
		denial->internal_failure = TRUE;
		request->passdbs_seen_internal_failure = TRUE;
	}
	return denial;
}

static struct denial *denial_take(struct auth_request *request)
{
	struct denial *denial = hash_table_lookup(denials, request);

	i_assert(denial != NULL);
	hash_table_remove(denials, request);
	return denial;
}

/* Returns what the mechanism is told in the place of result. */
static enum passdb_result
denial_result(struct auth_request *request, const struct denial *denial,
	      enum passdb_result result)
{
	if (denial->internal_failure)
		result = PASSDB_RESULT_INTERNAL_FAILURE;
	else if (result == PASSDB_RESULT_OK || result == PASSDB_RESULT_NEXT)
		result = PASSDB_RESULT_PASSWORD_MISMATCH;
	request->passdb_success = FALSE;
	request->passdb_result = result;
	return result;
}

static void
denied_verify_plain(enum passdb_result result, struct auth_request *request)
{
	struct denial *denial = denial_take(request);

	denial->verify_plain(denial_result(request, denial, result), request);
}

/* An alphanumeric string cannot hold what Dovecot forbids in passwords. */
static char *poison(pool_t pool, size_t len)
{
	static const char chars[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"abcdefghijklmnopqrstuvwxyz0123456789";
	char *str;
	size_t i;

	len = I_MAX(len, POISON_MIN_LEN);
	str = p_malloc(pool, len + 1);
	for (i = 0; i < len; i++)
		str[i] = chars[i_rand_limit(sizeof(chars) - 1)];
	return str;
}

void auth_delegate_deny_plain(struct auth_request *request,
			      bool internal_failure)
{
	struct denial *denial = denial_add(request, internal_failure);
	size_t len = strlen(request->mech_password);

	if (denial->verify_plain == NULL) {
		denial->verify_plain = request->private_callback.verify_plain;
		request->private_callback.verify_plain = denied_verify_plain;
	}
	safe_memset(request->mech_password, 0, len);
	request->mech_password = poison(request->pool, len);
}

/* Credentials of the same shape that nobody can know. SCRAM's have the form
   iterations,salt,key,key: what the client sees before its proof is checked
   must be as ever. */
static const unsigned char *
poisoned_credentials(pool_t pool, const unsigned char *data, size_t size)
{
	unsigned char *copy = p_malloc(pool, size + 1);
	size_t i;
	unsigned int commas = 0;

	memcpy(copy, data, size);
	for (i = 0; i < size && commas < 2; i++) {
		if (data[i] == ',')
			commas++;
	}
	if (commas == 2) {
		/* the padding at the end stays */
		for (; i + 4 < size && data[i + 4] != ','; i++)
			copy[i] = 'A' + i_rand_limit(26);
	} else {
		random_fill(copy, size);
	}
	return copy;
}

static lookup_credentials_callback_t *
denied_credentials(struct auth_request *request, enum passdb_result *result,
		   const unsigned char **credentials, size_t size)
{
	struct denial *denial = denial_take(request);

	if (*result == PASSDB_RESULT_OK && size > 0 &&
	    !denial->internal_failure &&
	    request->wanted_credentials_scheme[0] != '\0') {
		*credentials = poisoned_credentials(request->pool, *credentials,
						    size);
		return denial->lookup_credentials;
	}
	*credentials = NULL;
	*result = denial_result(request, denial, *result);
	/* GSSAPI takes no for an answer only from a user that is disabled */
	if (request->wanted_credentials_scheme[0] == '\0' &&
	    !denial->internal_failure)
		*result = PASSDB_RESULT_USER_DISABLED;
	return denial->lookup_credentials;
}

void auth_delegate_deny_credentials(struct auth_request *request,
				    bool internal_failure)
{
	struct denial *denial = denial_add(request, internal_failure);

	if (denial->lookup_credentials == NULL) {
		denial->lookup_credentials =
			request->private_callback.lookup_credentials;
		request->private_callback.lookup_credentials =
			compat_passdb_credentials_end(denied_credentials);
	}
}

void auth_delegate_denials_init(void)
{
	hash_table_create_direct(&denials, default_pool, 0);
}

void auth_delegate_denials_deinit(void)
{
	hash_table_destroy(&denials);
}
