/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* SASL mechanisms where they are a struct sasl_server_mech_def of lib-sasl
   (HAVE_SASL_SERVER_MECH). */

#include "auth-common.h"
#include "auth-request.h"
#include "auth-sasl.h"
#include "sasl-server-protected.h"
#include "compat-layout.h"
#include "compat-sasl.h"
#include "compat-sasl-auth.h"

/* only the auth process has them */
#pragma weak auth_sasl_mech_register_module
#pragma weak auth_sasl_mech_unregister_module
#pragma weak sasl_server_mech_register
#pragma weak sasl_server_mech_unregister
#pragma weak sasl_server_request_get_req_ctx
#pragma weak sasl_server_request_set_authid
#pragma weak sasl_server_request_output
#pragma weak sasl_server_request_success
#pragma weak sasl_server_request_failure
#pragma weak sasl_server_request_internal_failure
#pragma weak sasl_server_request_lookup_credentials

struct compat_sasl_server_request {
	struct sasl_server_mech_request mreq;
	unsigned char slack[COMPAT_SASL_SLACK];

	struct compat_sasl_request request;
	compat_sasl_credentials_t *callback;
};

static const struct compat_sasl_mech *mech;
static bool refuse;
static struct sasl_server_mech_def def;
static struct auth_sasl_mech_module module;

static struct sasl_server_mech_request *
mreq_of(struct compat_sasl_request *request)
{
	struct compat_sasl_server_request *req = container_of(
		request, struct compat_sasl_server_request, request);

	return &req->mreq;
}

static struct compat_sasl_server_request *
server_request_of(struct sasl_server_mech_request *mreq)
{
	return container_of(mreq, struct compat_sasl_server_request, mreq);
}

static void server_input(struct sasl_server_mech_request *mreq, bool initial,
			 const unsigned char *data, size_t size)
{
	struct compat_sasl_request *request = &server_request_of(mreq)->request;

	/* what Dovecot fills in after auth_new() */
	if (!refuse && mreq->pool != request->pool) {
		i_error(COMPAT_LAYOUT_ERROR("mech_ntlm"));
		refuse = TRUE;
	}
	if (refuse) {
		sasl_server_request_failure(mreq);
		return;
	}
	request->event = mreq->event;
	mech->input(request, initial, data, size);
}

static void server_auth_initial(struct sasl_server_mech_request *mreq,
				const unsigned char *data, size_t size)
{
	server_input(mreq, TRUE, data, size);
}

static void server_auth_continue(struct sasl_server_mech_request *mreq,
				 const unsigned char *data, size_t size)
{
	server_input(mreq, FALSE, data, size);
}

static struct sasl_server_mech_request *
server_auth_new(const struct sasl_server_mech *smech ATTR_UNUSED, pool_t pool)
{
	struct compat_sasl_server_request *req =
		p_new(pool, struct compat_sasl_server_request, 1);

	req->request.pool = pool;
	return &req->mreq;
}

static const struct sasl_server_mech_funcs funcs = {
	.auth_new = server_auth_new,
	.auth_initial = server_auth_initial,
	.auth_continue = server_auth_continue,
};

static bool server_register(struct sasl_server_instance *sinst,
			    const struct auth_settings *set ATTR_UNUSED)
{
	sasl_server_mech_register(sinst, &def, NULL);
	return TRUE;
}

static void server_unregister(struct sasl_server_instance *sinst)
{
	sasl_server_mech_unregister(sinst, &def);
}

bool compat_sasl_available(void)
{
	return auth_sasl_mech_register_module != NULL;
}

bool compat_sasl_layout_is_ours(void)
{
	return compat_sasl_auth_request_is_ours();
}

void compat_sasl_register(const struct compat_sasl_mech *_mech, bool _refuse)
{
	mech = _mech;
	refuse = _refuse;
	def = (struct sasl_server_mech_def) {
		.name = mech->name,
		.flags = SASL_MECH_SEC_DICTIONARY | SASL_MECH_SEC_ACTIVE |
			SASL_MECH_SEC_ALLOW_NULS,
		.passdb_need = SASL_MECH_PASSDB_NEED_LOOKUP_CREDENTIALS,
		.funcs = &funcs,
	};
	module = (struct auth_sasl_mech_module) {
		.mech_name = mech->name,
		.mech_register = server_register,
		.mech_unregister = server_unregister,
	};
	auth_sasl_mech_register_module(&module);
}

void compat_sasl_unregister(void)
{
	if (mech != NULL)
		auth_sasl_mech_unregister_module(&module);
	mech = NULL;
}

bool compat_sasl_is_secured(struct compat_sasl_request *request)
{
	struct sasl_server_req_ctx *rctx =
		sasl_server_request_get_req_ctx(mreq_of(request));

	return compat_sasl_auth_request_is_secured(
		container_of(rctx, struct auth_request, sasl.req));
}

void compat_sasl_send(struct compat_sasl_request *request,
		      const void *data, size_t size)
{
	sasl_server_request_output(mreq_of(request), data, size);
}

bool compat_sasl_set_username(struct compat_sasl_request *request,
			      const char *username)
{
	return sasl_server_request_set_authid(mreq_of(request),
					      SASL_SERVER_AUTHID_TYPE_USERNAME,
					      username);
}

static enum compat_sasl_credentials
status_to_credentials(enum sasl_passdb_result_status status)
{
	switch (status) {
	case SASL_PASSDB_RESULT_OK:
		return COMPAT_SASL_CREDENTIALS_FOUND;
	case SASL_PASSDB_RESULT_INTERNAL_FAILURE:
		return COMPAT_SASL_CREDENTIALS_FAILURE;
	case SASL_PASSDB_RESULT_SCHEME_NOT_AVAILABLE:
		return COMPAT_SASL_CREDENTIALS_OTHER_SCHEME;
	default:
		return COMPAT_SASL_CREDENTIALS_NONE;
	}
}

static void server_credentials(struct sasl_server_mech_request *mreq,
			       const struct sasl_passdb_result *result)
{
	struct compat_sasl_server_request *req = server_request_of(mreq);

	req->callback(&req->request, status_to_credentials(result->status),
		      result->credentials.data, result->credentials.size);
}

void compat_sasl_lookup(struct compat_sasl_request *request,
			const char *scheme,
			compat_sasl_credentials_t *callback)
{
	struct sasl_server_mech_request *mreq = mreq_of(request);

	server_request_of(mreq)->callback = callback;
	sasl_server_request_lookup_credentials(mreq, scheme,
					       server_credentials);
}

void compat_sasl_success(struct compat_sasl_request *request)
{
	sasl_server_request_success(mreq_of(request), "", 0);
}

void compat_sasl_fail(struct compat_sasl_request *request)
{
	sasl_server_request_failure(mreq_of(request));
}

void compat_sasl_internal_failure(struct compat_sasl_request *request)
{
	sasl_server_request_internal_failure(mreq_of(request));
}
