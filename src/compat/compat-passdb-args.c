/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* passdb drivers that get args (no HAVE_LIB_SETTINGS). */

#include "compat-passdb-private.h"
#include "mech.h"

static struct passdb_module *preinit(pool_t pool, const char *args)
{
	return compat_passdb_create(pool, args);
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
	return request->fields.service;
}
