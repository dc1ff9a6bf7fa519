/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "exchange-version.h"

/* From 2007 SP1 on the greeting names no version; only 2003 names its host. */
#define BANNER_SERVICE "The Microsoft Exchange IMAP4 service is ready."

static const struct exchange_version_info versions[EXCHANGE_VERSION_COUNT] = {
	[EXCHANGE_2003] = { "2003", "Microsoft Exchange Server 2003 IMAP4rev1 "
		"server version 6.5.7638.1 (%{hostname}) ready.", "2003",
		"6.5" },
	[EXCHANGE_2007] = { "2007", BANNER_SERVICE, "2007", "8.0" },
	[EXCHANGE_2010] = { "2010", BANNER_SERVICE, "2010", "14.0" },
	[EXCHANGE_2010SP2] = { "2010sp2", BANNER_SERVICE, "2010", "14.2" },
	[EXCHANGE_2013] = { "2013", BANNER_SERVICE, "2013", "15.0" },
	[EXCHANGE_2016] = { "2016", BANNER_SERVICE, "2016", "15.1" },
	[EXCHANGE_2019] = { "2019", BANNER_SERVICE, "2019", "15.2" },
};

const struct exchange_version_info *
exchange_version_info(enum exchange_version version)
{
	i_assert(version < EXCHANGE_VERSION_COUNT);
	return &versions[version];
}

static const char *version_names(void)
{
	string_t *str = t_str_new(64);
	unsigned int i;

	for (i = 0; i < EXCHANGE_VERSION_COUNT; i++) {
		if (i > 0)
			str_append(str, ", ");
		str_append(str, versions[i].name);
	}
	return str_c(str);
}

bool exchange_version_find(const char *name, enum exchange_version *version_r,
			   const char **error_r)
{
	unsigned int i;

	for (i = 0; i < EXCHANGE_VERSION_COUNT; i++) {
		if (strcmp(versions[i].name, name) == 0) {
			*version_r = i;
			return TRUE;
		}
	}
	*error_r = t_strdup_printf("exchange_version: '%s' is not one of %s",
				   name, version_names());
	return FALSE;
}
