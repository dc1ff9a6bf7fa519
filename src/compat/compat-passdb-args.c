/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* passdb drivers that get args (no HAVE_LIB_SETTINGS). */

#include "compat-passdb.h"
#include "mech.h"
#include "compat-layout.h"
#include "compat-sasl-auth.h"

extern struct passdb_module_interface passdb_static;

static compat_passdb_create_t *passdb_create;
static compat_passdb_end_t *passdb_end;

bool compat_passdb_layout_is_ours(void)
{
	return compat_layout_size_is(&passdb_static, sizeof(passdb_static)) &&
		compat_sasl_auth_request_is_ours();
}

static struct passdb_module *passdb_preinit_args(pool_t pool, const char *args)
{
	return passdb_create(pool, args);
}

void compat_passdb_iface_init(struct passdb_module_interface *iface,
			      compat_passdb_create_t *create)
{
	passdb_create = create;
	iface->preinit = passdb_preinit_args;
}

void compat_passdb_credentials(lookup_credentials_callback_t *callback,
			       enum passdb_result result,
			       struct auth_request *request)
{
	callback(result, NULL, 0, request);
}

static void
credentials_end(enum passdb_result result, const unsigned char *credentials,
		size_t size, struct auth_request *request)
{
	lookup_credentials_callback_t *callback =
		passdb_end(request, &result, &credentials, &size);

	callback(result, credentials, credentials == NULL ? 0 : size, request);
}

lookup_credentials_callback_t *
compat_passdb_credentials_end(compat_passdb_end_t *end)
{
	passdb_end = end;
	return credentials_end;
}

const char *compat_passdb_mech_name(struct auth_request *request)
{
	return request->mech == NULL ? NULL : request->mech->mech_name;
}

const char *compat_passdb_protocol(struct auth_request *request)
{
	return request->fields.service;
}
