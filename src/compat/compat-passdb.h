/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef COMPAT_PASSDB_H
#define COMPAT_PASSDB_H

#include "auth-common.h"
#include "passdb.h"

#define COMPAT_PASSDB_LAYOUT_ERROR "built for another build of this Dovecot " \
	"(struct layout differs): rebuild dovecot-exchange against the " \
	"installed dovecot-dev; until then no delegate can log in"

/* args is what stands behind args = in a passdb block of Dovecot 2.3, NULL
   where there is no such setting. */
typedef struct passdb_module *
compat_passdb_create_t(pool_t pool, const char *args);

/* Returns FALSE if the running auth process has other structs than those this
   was compiled with. */
bool compat_passdb_layout_is_ours(void);

/* Sets iface->preinit so that it calls create. For one driver per module. */
void compat_passdb_iface_init(struct passdb_module_interface *iface,
			      compat_passdb_create_t *create);

/* Ends lookup_credentials() without credentials. */
void compat_passdb_credentials(lookup_credentials_callback_t *callback,
			       enum passdb_result result,
			       struct auth_request *request);

/* Gets what a lookup has found, may change it, and returns who is to know. */
typedef lookup_credentials_callback_t *
compat_passdb_end_t(struct auth_request *request, enum passdb_result *result,
		    const unsigned char **credentials, size_t *size);

/* Returns a callback that asks end. For one end per module. */
lookup_credentials_callback_t *
compat_passdb_credentials_end(compat_passdb_end_t *end);

/* Returns the SASL mechanism of request, NULL if it has none. */
const char *compat_passdb_mech_name(struct auth_request *request);

/* Returns the protocol that request logs in to: "imap". */
const char *compat_passdb_protocol(struct auth_request *request);

#endif
