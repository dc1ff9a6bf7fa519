/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* passdb drivers that read their settings through an event and are told about
   the cache (HAVE_CREDENTIALS_CALLBACK_SCHEME). */

#include "compat-passdb-private.h"

static int
preinit(pool_t pool, struct event *event ATTR_UNUSED,
        const struct passdb_parameters *params ATTR_UNUSED,
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
	return request->fields.mech_name;
}

const char *compat_passdb_protocol(struct auth_request *request)
{
	return request->fields.protocol;
}
