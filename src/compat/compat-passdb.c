/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* What is the same for passdb drivers of every Dovecot. How a driver is made is
   in compat-passdb-args.c, -event.c or -params.c. */

#include "exchange-config.h"
#include "compat-passdb-private.h"
#include "compat-layout.h"
#include "compat-sasl-auth.h"

/* Callbacks with credentials get the name of their scheme from 2.4.5 on. */
#ifdef HAVE_CREDENTIALS_CALLBACK_SCHEME
#  define SCHEME_PARAMETER const char *scheme,
#  define SCHEME(name) name,
#else
#  define SCHEME_PARAMETER
#  define SCHEME(name)
#endif

extern struct passdb_module_interface passdb_static;

static compat_passdb_create_t *passdb_create;
static compat_passdb_end_t *passdb_end;

bool compat_passdb_layout_is_ours(void)
{
	return compat_layout_size_is(&passdb_static, sizeof(passdb_static)) &&
		compat_sasl_auth_request_is_ours();
}

struct passdb_module *compat_passdb_create(pool_t pool, const char *args)
{
	return passdb_create(pool, args);
}

void compat_passdb_iface_init(struct passdb_module_interface *iface,
			      compat_passdb_create_t *create)
{
	passdb_create = create;
	compat_passdb_preinit_set(iface);
}

void compat_passdb_credentials(lookup_credentials_callback_t *callback,
			       enum passdb_result result,
			       struct auth_request *request)
{
	callback(result, NULL, 0, SCHEME(NULL) request);
}

static void
credentials_end(enum passdb_result result, const unsigned char *credentials,
		size_t size, SCHEME_PARAMETER struct auth_request *request)
{
	lookup_credentials_callback_t *callback =
		passdb_end(request, &result, &credentials, &size);

	callback(result, credentials, credentials == NULL ? 0 : size,
		 SCHEME(scheme) request);
}

lookup_credentials_callback_t *
compat_passdb_credentials_end(compat_passdb_end_t *end)
{
	passdb_end = end;
	return credentials_end;
}
