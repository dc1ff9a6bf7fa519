/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* One NTLM login: the client's messages to the acceptor, the user's NT hash
   from the passdbs, and the log. */

#include "lib.h"
#include "ntlm-acceptor.h"
#include "mech-ntlm.h"
#include "mech-ntlm-policy.h"

static void ntlm_finish(struct compat_sasl_request *request,
			const unsigned char *nt_hash)
{
	struct ntlm_acceptor *acceptor = request->context;
	bool accepted = ntlm_acceptor_finish(acceptor, nt_hash);

	mech_ntlm_log(request->event, ntlm_acceptor_verdict(acceptor));
	if (accepted)
		compat_sasl_success(request);
	else
		compat_sasl_fail(request);
}

static void ntlm_fail(struct compat_sasl_request *request)
{
	mech_ntlm_log(request->event, ntlm_acceptor_verdict(request->context));
	compat_sasl_fail(request);
}

static void ntlm_credentials(struct compat_sasl_request *request,
			     enum compat_sasl_credentials result,
			     const unsigned char *credentials, size_t size)
{
	switch (result) {
	case COMPAT_SASL_CREDENTIALS_FOUND:
		if (size != NTLM_HASH_SIZE) {
			e_error(request->event, "NT hash in the passdb has "
				"%zu octets, not 16", size);
			compat_sasl_internal_failure(request);
			return;
		}
		ntlm_finish(request, credentials);
		break;
	case COMPAT_SASL_CREDENTIALS_OTHER_SCHEME:
		e_warning(request->event, "the password is stored as a hash "
			  "that NTLM cannot use: store it as {NTLM} (doveadm "
			  "pw -s NTLM) or {PLAIN}");
		ntlm_finish(request, NULL);
		break;
	case COMPAT_SASL_CREDENTIALS_NONE:
		ntlm_finish(request, NULL);
		break;
	case COMPAT_SASL_CREDENTIALS_FAILURE:
		compat_sasl_internal_failure(request);
		break;
	}
}

static void ntlm_lookup(struct compat_sasl_request *request)
{
	const struct ntlm_verdict *verdict =
		ntlm_acceptor_verdict(request->context);

	if (!compat_sasl_set_username(request, verdict->username))
		ntlm_finish(request, NULL);
	else
		compat_sasl_lookup(request, MECH_NTLM_SCHEME, ntlm_credentials);
}

static bool ntlm_begin(struct compat_sasl_request *request)
{
	const struct ntlm_acceptor_params params = {
		.secured = compat_sasl_is_secured(request),
	};
	const struct ntlm_policy *policy;
	const char *error;

	if (mech_ntlm_policy_get(request->event, request->pool, &policy,
				 &error) < 0) {
		e_error(request->event, "%s", error);
		return FALSE;
	}
	request->context = ntlm_acceptor_create(request->pool, policy, &params);
	return TRUE;
}

static void
ntlm_input(struct compat_sasl_request *request, bool initial,
	   const unsigned char *data, size_t size)
{
	struct ntlm_field reply;

	if (initial && !ntlm_begin(request)) {
		compat_sasl_internal_failure(request);
		return;
	}
	if (initial && data == NULL) {
		/* MS-OXIMAP4: the client speaks first, after "+" */
		compat_sasl_send(request, "", 0);
		return;
	}
	switch (ntlm_acceptor_input(request->context, data, size, &reply)) {
	case NTLM_ACCEPTOR_SEND:
		compat_sasl_send(request, reply.data, reply.size);
		break;
	case NTLM_ACCEPTOR_LOOKUP:
		ntlm_lookup(request);
		break;
	case NTLM_ACCEPTOR_FAIL:
		ntlm_fail(request);
		break;
	}
}

const struct compat_sasl_mech mech_ntlm = {
	.name = "NTLM",
	.input = ntlm_input,
};
