/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef COMPAT_PASSDB_PRIVATE_H
#define COMPAT_PASSDB_PRIVATE_H

#include "compat-passdb.h"

/* For the compat-passdb files only. */

/* Calls what compat_passdb_iface_init() was given. */
struct passdb_module *compat_passdb_create(pool_t pool, const char *args);

/* Sets iface->preinit to a function of the type that this Dovecot has. */
void compat_passdb_preinit_set(struct passdb_module_interface *iface);

#endif
