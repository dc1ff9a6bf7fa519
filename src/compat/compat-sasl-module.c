/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* SASL mechanisms where they are a struct mech_module of the auth process (no
   HAVE_SASL_SERVER_MECH). */

#include "auth-common.h"
#include "mech.h"
#include "auth-request.h"
#include "auth-request-handler.h"
#include "passdb.h"
#include "exchange-config.h"
#include "compat-layout.h"
#include "compat-sasl.h"
#include "compat-sasl-auth.h"

/* only the auth process has them */
#pragma weak mech_register_module
#pragma weak mech_unregister_module
#pragma weak mech_generic_auth_free
#pragma weak mech_dovecot_token
#pragma weak auth_request_handler_reply_continue
#pragma weak auth_request_set_username
#pragma weak auth_request_lookup_credentials
#pragma weak auth_request_success
#pragma weak auth_request_fail
#pragma weak auth_request_internal_failure

struct compat_sasl_module_request {
	struct auth_request auth_request;
	unsigned char slack[COMPAT_SASL_SLACK];

	struct compat_sasl_request request;
	compat_sasl_credentials_t *callback;
};

static const struct compat_sasl_mech *mech;
static bool refuse;
static struct mech_module module;

static struct auth_request *auth_request_of(struct compat_sasl_request *request)
{
	struct compat_sasl_module_request *mreq = container_of(
		request, struct compat_sasl_module_request, request);

	return &mreq->auth_request;
}

static struct compat_sasl_module_request *
module_request_of(struct auth_request *auth_request)
{
	return container_of(auth_request, struct compat_sasl_module_request,
			    auth_request);
}

static void module_input(struct auth_request *auth_request, bool initial,
			 const unsigned char *data, size_t size)
{
	struct compat_sasl_request *request =
		&module_request_of(auth_request)->request;

	if (refuse) {
		auth_request_fail(auth_request);
		return;
	}
	request->event = auth_request->mech_event;
	mech->input(request, initial, data, size);
}

static void module_auth_initial(struct auth_request *auth_request,
				const unsigned char *data, size_t size)
{
	module_input(auth_request, TRUE, data, size);
}

static void module_auth_continue(struct auth_request *auth_request,
				 const unsigned char *data, size_t size)
{
	module_input(auth_request, FALSE, data, size);
}

static struct auth_request *module_auth_new(void)
{
	struct compat_sasl_module_request *mreq;
	pool_t pool = pool_alloconly_create(MEMPOOL_GROWING"exchange sasl",
					    4096);

	mreq = p_new(pool, struct compat_sasl_module_request, 1);
	mreq->auth_request.pool = pool;
	mreq->request.pool = pool;
	return &mreq->auth_request;
}

bool compat_sasl_available(void)
{
	return mech_register_module != NULL;
}

bool compat_sasl_layout_is_ours(void)
{
	return compat_layout_size_is(&mech_dovecot_token,
				     sizeof(struct mech_module)) &&
		compat_sasl_auth_request_is_ours();
}

void compat_sasl_register(const struct compat_sasl_mech *_mech, bool _refuse)
{
	mech = _mech;
	refuse = _refuse;
	module = (struct mech_module) {
		.mech_name = mech->name,
		.flags = MECH_SEC_DICTIONARY | MECH_SEC_ACTIVE |
			MECH_SEC_ALLOW_NULS,
		.passdb_need = MECH_PASSDB_NEED_LOOKUP_CREDENTIALS,
		.auth_new = module_auth_new,
		.auth_initial = module_auth_initial,
		.auth_continue = module_auth_continue,
		.auth_free = mech_generic_auth_free,
	};
	mech_register_module(&module);
}

void compat_sasl_unregister(void)
{
	if (mech != NULL)
		mech_unregister_module(&module);
	mech = NULL;
}

bool compat_sasl_is_secured(struct compat_sasl_request *request)
{
	return compat_sasl_auth_request_is_secured(auth_request_of(request));
}

void compat_sasl_send(struct compat_sasl_request *request,
		      const void *data, size_t size)
{
	auth_request_handler_reply_continue(auth_request_of(request),
					    data, size);
}

bool compat_sasl_set_username(struct compat_sasl_request *request,
			      const char *username)
{
	const char *error;

	if (auth_request_set_username(auth_request_of(request), username,
				      &error))
		return TRUE;
	e_info(request->event, "%s", error);
	return FALSE;
}

static enum compat_sasl_credentials
passdb_result_to_credentials(enum passdb_result result)
{
	switch (result) {
	case PASSDB_RESULT_OK:
		return COMPAT_SASL_CREDENTIALS_FOUND;
	case PASSDB_RESULT_INTERNAL_FAILURE:
		return COMPAT_SASL_CREDENTIALS_FAILURE;
	case PASSDB_RESULT_SCHEME_NOT_AVAILABLE:
		return COMPAT_SASL_CREDENTIALS_OTHER_SCHEME;
	default:
		return COMPAT_SASL_CREDENTIALS_NONE;
	}
}

static void
module_credentials(enum passdb_result result, const unsigned char *credentials,
		   size_t size, struct auth_request *auth_request)
{
	struct compat_sasl_module_request *mreq =
		module_request_of(auth_request);

	mreq->callback(&mreq->request, passdb_result_to_credentials(result),
		       credentials, size);
}

void compat_sasl_lookup(struct compat_sasl_request *request,
			const char *scheme,
			compat_sasl_credentials_t *callback)
{
	struct compat_sasl_module_request *mreq = container_of(
		request, struct compat_sasl_module_request, request);

	mreq->callback = callback;
	auth_request_lookup_credentials(&mreq->auth_request, scheme,
					module_credentials);
}

void compat_sasl_success(struct compat_sasl_request *request)
{
	auth_request_success(auth_request_of(request), "", 0);
}

void compat_sasl_fail(struct compat_sasl_request *request)
{
	auth_request_fail(auth_request_of(request));
}

void compat_sasl_internal_failure(struct compat_sasl_request *request)
{
	auth_request_internal_failure(auth_request_of(request));
}
