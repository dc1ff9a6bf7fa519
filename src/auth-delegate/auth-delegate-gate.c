/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Who may open whose mailbox. As the first master passdb: for every mechanism
   that Dovecot treats as a master user login, that is all but GSSAPI. As the
   first passdb: for GSSAPI, whose authorization identity takes another way. */

#include "auth-delegate.h"
#include "str-sanitize.h"
#include "compat-passdb.h"

struct gate_lookup {
	struct auth_request *request;
	const char *delegate, *principal;
	/* the next passdb goes on through one of these */
	verify_plain_callback_t *verify_plain;
	lookup_credentials_callback_t *lookup_credentials;
	bool gssapi;
};

static bool mech_is_gssapi(struct auth_request *request)
{
	const char *name = compat_passdb_mech_name(request);

	return name != NULL && (strcasecmp(name, "GSSAPI") == 0 ||
				strcasecmp(name, "GSS-SPNEGO") == 0);
}

/* Returns the user name that a Kerberos principal is for Dovecot, NULL if it
   can be none. */
static const char *
gssapi_delegate(struct auth_request *request, const char *authn_name)
{
	const char *user = request->fields.user, *delegate = NULL, *error;

	/* Dovecot's own rules for names, by way of the request itself: what it
	   stores is put back */
	if (auth_request_set_username(request, authn_name, &error))
		delegate = request->fields.user;
	auth_request_set_username_forced(request, user);
	return delegate;
}

/* Returns FALSE if nobody wants into somebody else's mailbox. */
static bool
gate_names_get(struct auth_request *request, struct gate_lookup *lookup)
{
	lookup->principal = request->fields.requested_login_user;
	lookup->delegate = request->fields.user;
	if (lookup->principal != NULL)
		return strcmp(lookup->principal, lookup->delegate) != 0;

	if (!mech_is_gssapi(request) || request->fields.master_user != NULL ||
	    request->fields.original_username == NULL)
		return FALSE;
	lookup->gssapi = TRUE;
	lookup->principal = request->fields.user;
	lookup->delegate =
		gssapi_delegate(request, request->fields.original_username);
	return lookup->delegate == NULL ||
		strcmp(lookup->principal, lookup->delegate) != 0;
}

static void gate_continue(struct gate_lookup *lookup)
{
	struct auth_request *request = lookup->request;

	if (lookup->verify_plain != NULL) {
		lookup->verify_plain(PASSDB_RESULT_NEXT, request);
	} else {
		compat_passdb_credentials(lookup->lookup_credentials,
					  PASSDB_RESULT_NEXT, request);
	}
	auth_request_unref(&request);
}

static void
gate_deny(struct gate_lookup *lookup, bool internal_failure)
{
	if (lookup->verify_plain != NULL) {
		auth_delegate_deny_plain(lookup->request, internal_failure,
			!internal_failure &&
			auth_delegate_has(lookup->request,
					  EXCHANGE_DELEGATE_NOT_CONNECTED));
	} else {
		auth_delegate_deny_credentials(lookup->request,
					       internal_failure);
	}
}

static void
gate_allow(struct gate_lookup *lookup, enum auth_delegate_grant grant)
{
	struct auth_request *request = lookup->request;

	/* The ACL plugin judges by acl_user. Its own default is not relied on:
	   in Dovecot 2.4.1 it is not the master user but the principal. */
	auth_request_set_field(request, "userdb_acl_user",
			       grant == AUTH_DELEGATE_GRANT_FULL ?
			       lookup->principal : lookup->delegate, NULL);
	if (lookup->gssapi) {
		/* what Dovecot's GSSAPI mechanism asks for */
		auth_request_set_field(request, "k5principals",
			request->fields.original_username, NULL);
		(void)auth_request_import(request, "master_user",
					  lookup->delegate);
	} else if (lookup->lookup_credentials != NULL) {
		auth_delegate_allow_credentials(request);
	}
}

static void
gate_grant_callback(enum auth_delegate_grant grant, const char *reason,
		    void *context)
{
	struct gate_lookup *lookup = context;
	struct event *event = authdb_event(lookup->request);

	switch (grant) {
	case AUTH_DELEGATE_GRANT_FULL:
	case AUTH_DELEGATE_GRANT_ACL:
		e_debug(event, "'%s' may open the mailbox of '%s' (%s)",
			lookup->delegate, lookup->principal,
			grant == AUTH_DELEGATE_GRANT_FULL ? "full" : "acl");
		gate_allow(lookup, grant);
		break;
	case AUTH_DELEGATE_GRANT_NONE:
		e_warning(event, "'%s' may not open the mailbox of '%s': "
			  "no grant", lookup->delegate, lookup->principal);
		gate_deny(lookup, FALSE);
		break;
	case AUTH_DELEGATE_GRANT_ERROR:
		e_error(event, "'%s' may not open the mailbox of '%s': %s",
			lookup->delegate, lookup->principal, reason);
		gate_deny(lookup, TRUE);
		break;
	}
	gate_continue(lookup);
}

static void
gate_check(struct auth_request *request, verify_plain_callback_t *verify_plain,
	   lookup_credentials_callback_t *lookup_credentials)
{
	struct auth_delegate_module *module =
		(struct auth_delegate_module *)request->passdb->passdb;
	struct gate_lookup *lookup = p_new(request->pool, struct gate_lookup, 1);

	auth_request_ref(request);
	lookup->request = request;
	lookup->verify_plain = verify_plain;
	lookup->lookup_credentials = lookup_credentials;
	if (!gate_names_get(request, lookup))
		gate_continue(lookup);
	else if (lookup->delegate == NULL) {
		e_warning(authdb_event(request), "Kerberos principal '%s' is "
			  "no user and may not open the mailbox of '%s'",
			  str_sanitize(request->fields.original_username, 256),
			  lookup->principal);
		gate_deny(lookup, FALSE);
		gate_continue(lookup);
	} else {
		auth_delegate_grant_lookup(module, request->pool,
			lookup->delegate, lookup->principal,
			gate_grant_callback, lookup);
	}
}

void auth_delegate_verify_plain(struct auth_request *request,
				const char *password,
				verify_plain_callback_t *callback)
{
	/* A module built for another layout of struct auth_request would read
	   the wrong names. */
	if (request->mech_password != password ||
	    request->wanted_credentials_scheme != NULL) {
		e_error(authdb_event(request), COMPAT_PASSDB_LAYOUT_ERROR);
		callback(PASSDB_RESULT_USER_DISABLED, request);
		return;
	}
	gate_check(request, callback, NULL);
}

void auth_delegate_lookup_credentials(struct auth_request *request,
				      lookup_credentials_callback_t *callback)
{
	gate_check(request, NULL, callback);
}
