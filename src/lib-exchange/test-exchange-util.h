/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef TEST_EXCHANGE_UTIL_H
#define TEST_EXCHANGE_UTIL_H

#include "exchange-profile.h"

/* The profile of a version with changes; valid until the next call. */
static inline const struct exchange_profile *
profile_get(const char *version, const char *behaviors)
{
	static struct exchange_profile profile;
	const char *error;

	if (exchange_profile_parse(version, behaviors, &profile, &error) <= 0)
		i_fatal("%s", error);
	return &profile;
}

#endif
