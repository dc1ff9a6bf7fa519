/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef COMPAT_MAIL_CACHE_H
#define COMPAT_MAIL_CACHE_H

#include "exchange-config.h"
#include "mail-cache.h"

/* Registers a field that is no header's; its idx is set. */
static inline void
compat_mail_cache_register(struct mail_cache *cache,
			   struct mail_cache_field *field)
{
#ifdef HAVE_MAIL_CACHE_FIELDS_POOL
	mail_cache_register_fields(cache, field, 1,
				   MAIL_CACHE_TRUNCATE_NAME_FAIL);
#else
	mail_cache_register_fields(cache, field, 1);
#endif
}

#endif
