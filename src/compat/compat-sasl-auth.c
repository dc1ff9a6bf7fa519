/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "auth-common.h"
#include "auth-request.h"
#include "master-service.h"
#include "exchange-config.h"
#include "compat-sasl.h"
#include "compat-sasl-auth.h"

#ifdef HAVE_AUTH_REQUEST_CONN_SECURED
#  define REQUEST_SECURED(request) ((request)->fields.conn_secured)
#  define REQUEST_SECURED_NONE AUTH_REQUEST_CONN_SECURED_NONE
#  define REQUEST_SECURED_TLS AUTH_REQUEST_CONN_SECURED_TLS
#else
#  define REQUEST_SECURED(request) ((request)->fields.secured)
#  define REQUEST_SECURED_NONE AUTH_REQUEST_SECURED_NONE
#  define REQUEST_SECURED_TLS AUTH_REQUEST_SECURED_TLS
#endif

#ifdef HAVE_LIB_SETTINGS
#  define SERVICE_EVENT master_service_get_event(master_service)
#else
#  define SERVICE_EVENT NULL
#endif

#pragma weak auth_request_import
#pragma weak auth_request_unref
#pragma weak global_auth_settings

/* Dovecot makes a request and fills in fields that stand before, at and behind
   those that we use; in another layout they would be found elsewhere. */
bool compat_sasl_auth_request_is_ours(void)
{
	struct auth_request *request = compat_sasl_auth_request_new();
	bool ours;

	ours = request->refcount == 1 && request->pool != NULL &&
		request->event != NULL &&
		request->set == global_auth_settings &&
		request->session_pid == (pid_t)-1 &&
		request->fields.extra_fields != NULL &&
		REQUEST_SECURED(request) == REQUEST_SECURED_NONE &&
		auth_request_import(request, "secured", "tls") &&
		REQUEST_SECURED(request) == REQUEST_SECURED_TLS &&
		!request->fields.successful && !request->fields.no_penalty &&
		auth_request_import(request, "no-penalty", "") &&
		request->fields.no_penalty;
	auth_request_unref(&request);
	return ours;
}

bool compat_sasl_auth_request_is_secured(
	const struct auth_request *auth_request)
{
	return REQUEST_SECURED(auth_request) != REQUEST_SECURED_NONE;
}

struct event *compat_sasl_init_event(void)
{
	return event_create(SERVICE_EVENT);
}
