/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* What Exchange would not take, the same before and after the login. */

#include "lib.h"
#include "wire-command-check.h"

bool wire_command_check(const struct wire_command *command,
			const struct exchange_profile *profile,
			unsigned int states, enum exchange_failure *failure_r)
{
	if (command->error != WIRE_COMMAND_OK) {
		*failure_r = command->error == WIRE_COMMAND_NO_TAG ?
			EXCHANGE_FAILURE_TAG : EXCHANGE_FAILURE_COMMAND;
		return FALSE;
	}
	return exchange_command_check(profile, command->name, command->args,
				      command->args_size, command->args_count,
				      states, failure_r);
}
