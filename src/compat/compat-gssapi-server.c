/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* GSSAPI's messages, where lib-sasl defines mechanisms
   (HAVE_SASL_SERVER_MECH): it keeps those that are registered to itself. */

#include "compat-gssapi.h"

void compat_gssapi_guard(compat_gssapi_check_t *check ATTR_UNUSED)
{
}
