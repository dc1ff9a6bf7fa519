/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "exchange-capability.h"
#include "exchange-profile.h"

static const struct exchange_behavior_info behaviors[] = {
#define EXCHANGE_BEHAVIOR(id, name, statements, versions, area, how, state, text) \
	{ name, statements, versions, EXCHANGE_AREA_##area, \
	  EXCHANGE_HOW_##how, state, text },
#include "exchange-behaviors.def"
#undef EXCHANGE_BEHAVIOR
};

const struct exchange_behavior_info *
exchange_behavior_info(enum exchange_behavior behavior)
{
	i_assert(behavior < EXCHANGE_BEHAVIOR_COUNT);
	return &behaviors[behavior];
}

static bool
behavior_find(const char *name, enum exchange_behavior *behavior_r)
{
	unsigned int i;

	for (i = 0; i < EXCHANGE_BEHAVIOR_COUNT; i++) {
		if (strcmp(behaviors[i].name, name) == 0) {
			*behavior_r = i;
			return TRUE;
		}
	}
	return FALSE;
}

bool exchange_has_area(const struct exchange_profile *profile,
		       enum exchange_area area)
{
	unsigned int i;

	for (i = 0; i < EXCHANGE_BEHAVIOR_COUNT; i++) {
		if (behaviors[i].area == area &&
		    behaviors[i].how == EXCHANGE_HOW_SWITCH &&
		    exchange_has(profile, i))
			return TRUE;
	}
	return FALSE;
}

static void profile_set(struct exchange_profile *profile,
			enum exchange_behavior behavior, bool on)
{
	unsigned char bit = 1U << (behavior % 8);

	if (on)
		profile->on[behavior / 8] |= bit;
	else
		profile->on[behavior / 8] &= ~bit;
}

static void profile_init(struct exchange_profile *profile,
			 enum exchange_version version)
{
	unsigned int i;

	i_zero(profile);
	profile->version = version;
	for (i = 0; i < EXCHANGE_BEHAVIOR_COUNT; i++) {
		profile_set(profile, i,
			    (behaviors[i].versions & (1U << version)) != 0);
	}
	profile->children = exchange_capability_offers(profile, "CHILDREN");
}

/* word is "+name" or "-name" */
static int profile_change(struct exchange_profile *profile, const char *word,
			  const char **error_r)
{
	enum exchange_behavior behavior;

	if (word[0] != '+' && word[0] != '-') {
		*error_r = t_strdup_printf("exchange_behaviors: '%s' must begin "
			"with + (on) or - (off)", word);
		return -1;
	}
	if (!behavior_find(word + 1, &behavior)) {
		*error_r = t_strdup_printf("exchange_behaviors: there is no "
			"behavior named '%s'", word + 1);
		return -1;
	}
	if (behaviors[behavior].how != EXCHANGE_HOW_SWITCH) {
		*error_r = t_strdup_printf("exchange_behaviors: '%s' is not done "
			"by these modules and cannot be turned here", word + 1);
		return -1;
	}
	if (word[0] == '+' && behaviors[behavior].state[0] != '\0') {
		*error_r = t_strdup_printf("exchange_behaviors: '%s' is not built "
			"in this release", word + 1);
		return -1;
	}
	profile_set(profile, behavior, word[0] == '+');
	return 0;
}

int exchange_profile_parse(const char *version, const char *behaviors_str,
			   struct exchange_profile *profile_r,
			   const char **error_r)
{
	enum exchange_version v;
	const char *const *words;

	if (version == NULL || version[0] == '\0') {
		if (behaviors_str == NULL || behaviors_str[0] == '\0')
			return 0;
		*error_r = "exchange_behaviors is set but exchange_version is not";
		return -1;
	}
	if (!exchange_version_find(version, &v, error_r))
		return -1;
	profile_init(profile_r, v);
	if (behaviors_str == NULL)
		return 1;
	words = t_strsplit_spaces(behaviors_str, " ,\t\n");
	for (; *words != NULL; words++) {
		if (profile_change(profile_r, *words, error_r) < 0)
			return -1;
	}
	return 1;
}
