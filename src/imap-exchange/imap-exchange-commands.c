/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "imap-exchange.h"
#include "imap-commands.h"

static bool cmd_check_exchange(struct client_command_context *cmd)
{
	/* V0036: CHECK is NOOP, also with no mailbox selected */
	if (exchange_has(imap_exchange_profile(cmd->client),
			 EXCHANGE_CHECK_IS_NOOP))
		return cmd_noop(cmd);
	return cmd_check(cmd);
}

static const struct imap_exchange_command {
	const char *name;
	command_func_t *func, *super;
	enum command_flags flags;
} commands[] = {
	{ "CHECK", cmd_check_exchange, cmd_check, COMMAND_FLAG_BREAKS_SEQS },
	{ "FETCH", imap_exchange_cmd_fetch, cmd_fetch,
	  COMMAND_FLAG_USES_SEQS },
	{ "SEARCH", imap_exchange_cmd_search, cmd_search,
	  COMMAND_FLAG_USES_SEQS },
	{ "STORE", imap_exchange_cmd_store, cmd_store,
	  COMMAND_FLAG_USES_SEQS },
	{ "UID FETCH", imap_exchange_cmd_fetch, cmd_fetch,
	  COMMAND_FLAG_BREAKS_SEQS },
	{ "UID SEARCH", imap_exchange_cmd_search, cmd_search,
	  COMMAND_FLAG_BREAKS_SEQS },
	{ "UID STORE", imap_exchange_cmd_store, cmd_store,
	  COMMAND_FLAG_BREAKS_SEQS },
};

void imap_exchange_commands_init(void)
{
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(commands); i++) {
		command_unregister(commands[i].name);
		command_register(commands[i].name, commands[i].func,
				 commands[i].flags);
	}
}

void imap_exchange_commands_deinit(void)
{
	unsigned int i;

	for (i = N_ELEMENTS(commands); i-- > 0; ) {
		command_unregister(commands[i].name);
		command_register(commands[i].name, commands[i].super,
				 commands[i].flags);
	}
}
