/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* passdb drivers that read their settings through an event (HAVE_LIB_SETTINGS,
   no HAVE_CREDENTIALS_CALLBACK_SCHEME). */

#include "compat-passdb-private.h"
#include "mech.h"

static int
preinit(pool_t pool, struct event *event ATTR_UNUSED,
        struct passdb_module **module_r,
        const char **error_r ATTR_UNUSED)
{
	*module_r = compat_passdb_create(pool, NULL);
	return 0;
}

void compat_passdb_preinit_set(struct passdb_module_interface *iface)
{
	iface->preinit = preinit;
}

const char *compat_passdb_mech_name(struct auth_request *request)
{
	return request->mech == NULL ? NULL : request->mech->mech_name;
}

const char *compat_passdb_protocol(struct auth_request *request)
{
	return request->fields.protocol;
}
