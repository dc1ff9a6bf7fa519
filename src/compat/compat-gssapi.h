/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef COMPAT_GSSAPI_H
#define COMPAT_GSSAPI_H

#include "auth-common.h"

struct auth_request;

/* Returns FALSE if the client's message is refused. */
typedef bool compat_gssapi_check_t(struct auth_request *request,
				   const unsigned char *data, size_t size);

/* From now on check sees every message of a client behind its first one before
   Dovecot's GSSAPI mechanisms do. Call it when the mechanisms are known; a
   second call does nothing. Where Dovecot's mechanisms cannot be reached this
   does nothing either. */
void compat_gssapi_guard(compat_gssapi_check_t *check);

#endif
