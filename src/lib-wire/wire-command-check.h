/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef WIRE_COMMAND_CHECK_H
#define WIRE_COMMAND_CHECK_H

#include "exchange-command.h"
#include "wire-command-istream.h"

/* Checks a command as it was taken apart, before it is carried out in one of
   states (bits of enum exchange_state). Returns FALSE with the failure if it
   must be refused: it has no tag, cannot be parsed, or is none that
   exchange_command_check() lets pass. */
bool wire_command_check(const struct wire_command *command,
			const struct exchange_profile *profile,
			unsigned int states, enum exchange_failure *failure_r);

#endif
