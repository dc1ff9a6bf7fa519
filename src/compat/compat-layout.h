/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef COMPAT_LAYOUT_H
#define COMPAT_LAYOUT_H

/* Security updates have changed Dovecot's structs under an unchanged version
   and ABI string; a module built before such an update reads the wrong fields.
   These checks compare what was compiled in with what is running. */

/* The one line that is logged when a check fails. */
#define COMPAT_LAYOUT_ERROR(module) module ": built for another build of " \
	"this Dovecot (struct layout differs): rebuild dovecot-exchange " \
	"against the installed dovecot-dev; the module stays off"

/* Returns TRUE if the object that symbol points to, exported by Dovecot, has
   the size that this module was compiled with, or if its size is not known. */
bool compat_layout_size_is(const void *symbol, size_t size);

#endif
