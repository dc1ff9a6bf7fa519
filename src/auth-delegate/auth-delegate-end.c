/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* What the mechanism is told when all passdbs have been asked. A refusal looks
   and takes as long as a wrong password: the passdbs behind ours go on, with a
   random password in the place of the user's; and at the end, should one of
   them have said yes all the same (a passdb that checks no password), our
   callback says no. With a grant the credentials are the delegate's. */

#include "auth-delegate.h"
#include "hash.h"
#include "randgen.h"
#include "safe-memset.h"
#include "compat-passdb.h"
#include "exchange-login-name.h"

struct ending {
	verify_plain_callback_t *verify_plain;
	lookup_credentials_callback_t *lookup_credentials;
	bool denied;
	bool internal_failure;
	bool check_password;
};

static HASH_TABLE(struct auth_request *, struct ending *) endings;

static struct ending *ending_get(struct auth_request *request)
{
	struct ending *ending = hash_table_lookup(endings, request);

	if (ending == NULL) {
		ending = p_new(request->pool, struct ending, 1);
		hash_table_insert(endings, request, ending);
	}
	return ending;
}

static struct ending *
ending_deny(struct auth_request *request, bool internal_failure)
{
	struct ending *ending = ending_get(request);

	ending->denied = TRUE;
	if (internal_failure) {
		ending->internal_failure = TRUE;
		request->passdbs_seen_internal_failure = TRUE;
	}
	return ending;
}

static struct ending *ending_take(struct auth_request *request)
{
	struct ending *ending = hash_table_lookup(endings, request);

	i_assert(ending != NULL);
	hash_table_remove(endings, request);
	return ending;
}

/* Returns what the mechanism is told in the place of result. */
static enum passdb_result
denial_result(struct auth_request *request, const struct ending *ending,
	      enum passdb_result result)
{
	if (ending->internal_failure)
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
	struct ending *ending = ending_take(request);

	/* Dovecot has set this when a master passdb took the password */
	if (ending->check_password && request->fields.master_user != NULL) {
		auth_request_set_field(request, EXCHANGE_NOT_CONNECTED_FIELD,
				       "yes", NULL);
	}
	ending->verify_plain(denial_result(request, ending, result), request);
}

/* An alphanumeric string cannot hold what Dovecot forbids in passwords. It is
   as long as the password: hashes take their time by the length. Should it be
   the right one by chance, then the callback says no. */
static void password_poison(struct auth_request *request)
{
	static const char chars[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"abcdefghijklmnopqrstuvwxyz0123456789";
	char *password = request->mech_password;
	size_t i, len = strlen(password);

	safe_memset(password, 0, len);
	request->mech_password = p_malloc(request->pool, len + 1);
	for (i = 0; i < len; i++) {
		request->mech_password[i] =
			chars[i_rand_limit(sizeof(chars) - 1)];
	}
}

void auth_delegate_deny_plain(struct auth_request *request,
			      bool internal_failure, bool check_password)
{
	struct ending *ending = ending_deny(request, internal_failure);

	if (ending->verify_plain == NULL) {
		ending->verify_plain = request->private_callback.verify_plain;
		request->private_callback.verify_plain = denied_verify_plain;
	}
	if (check_password)
		ending->check_password = TRUE;
	else
		password_poison(request);
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

/* Dovecot hands over what the last passdb said, which is the principal's, and
   keeps what the delegate's passdb said for want of others. */
static void
credentials_of_delegate(struct auth_request *request,
			const unsigned char **credentials, size_t *size)
{
	if (request->fields.delayed_credentials != NULL) {
		*credentials = request->fields.delayed_credentials;
		*size = request->fields.delayed_credentials_size;
	}
}

static lookup_credentials_callback_t *
credentials_end(struct auth_request *request, enum passdb_result *result,
		const unsigned char **credentials, size_t *size)
{
	struct ending *ending = ending_take(request);

	if (*result == PASSDB_RESULT_OK)
		credentials_of_delegate(request, credentials, size);
	if (!ending->denied)
		return ending->lookup_credentials;
	if (*result == PASSDB_RESULT_OK && *size > 0 &&
	    !ending->internal_failure &&
	    request->wanted_credentials_scheme[0] != '\0') {
		*credentials = poisoned_credentials(request->pool, *credentials,
						    *size);
		return ending->lookup_credentials;
	}
	*credentials = NULL;
	*result = denial_result(request, ending, *result);
	/* GSSAPI takes no for an answer only from a user that is disabled */
	if (request->wanted_credentials_scheme[0] == '\0' &&
	    !ending->internal_failure)
		*result = PASSDB_RESULT_USER_DISABLED;
	return ending->lookup_credentials;
}

static void
credentials_end_set(struct auth_request *request, struct ending *ending)
{
	if (ending->lookup_credentials == NULL) {
		ending->lookup_credentials =
			request->private_callback.lookup_credentials;
		request->private_callback.lookup_credentials =
			compat_passdb_credentials_end(credentials_end);
	}
}

void auth_delegate_deny_credentials(struct auth_request *request,
				    bool internal_failure)
{
	credentials_end_set(request, ending_deny(request, internal_failure));
}

void auth_delegate_allow_credentials(struct auth_request *request)
{
	credentials_end_set(request, ending_get(request));
}

void auth_delegate_endings_init(void)
{
	hash_table_create_direct(&endings, default_pool, 0);
}

void auth_delegate_endings_deinit(void)
{
	hash_table_destroy(&endings);
}
