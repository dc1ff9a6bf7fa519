/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef EXCHANGE_COMMAND_H
#define EXCHANGE_COMMAND_H

#include "exchange-failure.h"
#include "exchange-profile.h"

/* States of RFC 3501 section 3 in which a command is valid, as bits. */
enum exchange_state {
	EXCHANGE_STATE_NOT_AUTHENTICATED = 0x01,
	EXCHANGE_STATE_AUTHENTICATED = 0x02,
	EXCHANGE_STATE_SELECTED = 0x04,
};

#define EXCHANGE_ARGS_MANY UINT_MAX

struct exchange_command {
	/* upper case; "UID FETCH" is one name */
	const char *name;
	unsigned int states;
	/* how many arguments it takes; a list in parentheses is one */
	unsigned int args_min, args_max;
	/* word of CAPABILITY without which it does not exist, or NULL */
	const char *capability;
	/* the behavior that lets it through all the same */
	enum exchange_behavior allow;
};

/* Finds a command, name in any case. Returns NULL if the profile's Exchange
   has none of that name (V0047). Commands of other plugins are not in the
   table: with -no_extensions they exist all the same. */
const struct exchange_command *
exchange_command_find(const struct exchange_profile *profile, const char *name);

/* Checks a command before it is carried out in one of states (bits): does it
   exist, does it fit, how many arguments has it? args are as sent. Returns FALSE
   with the failure if not. */
bool exchange_command_check(const struct exchange_profile *profile,
			    const char *name, const unsigned char *args,
			    size_t args_size, unsigned int args_count,
			    unsigned int states,
			    enum exchange_failure *failure_r);

#endif
