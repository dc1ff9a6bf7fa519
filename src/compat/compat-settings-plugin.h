/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef COMPAT_SETTINGS_PLUGIN_H
#define COMPAT_SETTINGS_PLUGIN_H

#include "exchange-settings.h"

/* Parses plugin { } into settings: envs are count strings, name and value by
   turns. Names that begin with exchange_ must be ours. Returns 0, or -1 and a
   sentence in error_r. */
int compat_settings_parse_envs(const char *const *envs, unsigned int count,
			       pool_t pool,
			       const struct exchange_settings **set_r,
			       const char **error_r);

#endif
