/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef EXCHANGE_PROFILE_H
#define EXCHANGE_PROFILE_H

#include "exchange-version.h"

enum exchange_behavior {
#define EXCHANGE_BEHAVIOR(id, name, statements, versions, area, how, state, text) \
	EXCHANGE_##id,
#include "exchange-behaviors.def"
#undef EXCHANGE_BEHAVIOR
	EXCHANGE_BEHAVIOR_COUNT
};

enum exchange_area {
	EXCHANGE_AREA_LOGIN,
	EXCHANGE_AREA_WIRE,
	EXCHANGE_AREA_NAMES,
	EXCHANGE_AREA_MESSAGES,
	EXCHANGE_AREA_SYNC,
	EXCHANGE_AREA_AUTH,
};

/* See the head of exchange-behaviors.def. */
enum exchange_how {
	EXCHANGE_HOW_SWITCH,
	EXCHANGE_HOW_NATIVE,
	EXCHANGE_HOW_CONFIG,
	EXCHANGE_HOW_UNSEEN,
};

struct exchange_behavior_info {
	const char *name;
	const char *statements;
	unsigned int versions;
	enum exchange_area area;
	enum exchange_how how;
	const char *state;
	const char *text;
};

/* One bit per row of exchange-behaviors.def. */
struct exchange_profile {
	enum exchange_version version;
	unsigned char on[(EXCHANGE_BEHAVIOR_COUNT + 7) / 8];
	/* CAPABILITY has CHILDREN, which each line of a LIST asks */
	bool children;
};

/* Returns the row of a behavior. */
const struct exchange_behavior_info *
exchange_behavior_info(enum exchange_behavior behavior);

/* Makes the profile of a version (value of exchange_version) with changes
   (value of exchange_behaviors: "+name" turns a row on, "-name" off, parted by
   blanks or commas). Returns 1 if profile_r was filled, 0 if version is empty
   (no profile: everything stays as Dovecot does it), -1 and a sentence in
   error_r if version or behaviors cannot be understood. */
int exchange_profile_parse(const char *version, const char *behaviors,
			   struct exchange_profile *profile_r,
			   const char **error_r);

/* Returns TRUE if the profile has the behavior; FALSE for a NULL profile. */
static inline bool exchange_has(const struct exchange_profile *profile,
				enum exchange_behavior behavior)
{
	return profile != NULL &&
		(profile->on[behavior / 8] & (1U << (behavior % 8))) != 0;
}

/* Returns TRUE if the profile has a behavior of the area that these modules do;
   FALSE for a NULL profile. */
bool exchange_has_area(const struct exchange_profile *profile,
		       enum exchange_area area);

#endif
