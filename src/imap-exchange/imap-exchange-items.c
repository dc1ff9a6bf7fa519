/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* FETCH items that Exchange does not have, and those of Dovecot that it cannot
   know (V0047, 2.3). */

#include "imap-exchange.h"
#include "imap-arg.h"
#include "imap-commands.h"
#include "exchange-items.h"

/* BODY[HEADER.FIELDS (a b)] is an atom, a list and an atom with the bracket.
   Returns how many arguments the item that args begin with has. */
static unsigned int fetch_item_len(const struct imap_arg *args)
{
	const char *atom;
	unsigned int i = 0;

	if (!imap_arg_get_atom(args, &atom) || strchr(atom, '[') == NULL)
		return 1;
	for (;;) {
		if (imap_arg_get_atom(&args[i], &atom) &&
		    strchr(atom, ']') != NULL)
			return i + 1;
		if (IMAP_ARG_IS_EOL(&args[i]))
			return i;
		i++;
	}
}

/* Returns TRUE if Dovecot may say what it thinks of an unknown item. */
static bool item_is_dovecots(const struct exchange_profile *profile)
{
	return !exchange_has(profile, EXCHANGE_NO_EXTENSIONS) &&
		!exchange_has(profile, EXCHANGE_IGNORE_INVALID_FETCH);
}

/* Takes unknown items out of args, which end with EOL. Returns FALSE if the
   command is to be refused. */
static bool
fetch_items_filter(const struct exchange_profile *profile,
		   struct imap_arg *args)
{
	struct imap_arg *dest = args;
	const char *item;
	unsigned int len;

	while (imap_arg_get_atom(args, &item)) {
		len = fetch_item_len(args);
		if (exchange_fetch_item_is_known(profile, item) ||
		    item_is_dovecots(profile)) {
			memmove(dest, args, sizeof(*args) * len);
			dest += len;
		} else if (!exchange_has(profile,
					 EXCHANGE_IGNORE_INVALID_FETCH)) {
			return FALSE;
		}
		args += len;
	}
	if (!IMAP_ARG_IS_EOL(args)) {
		/* no item; Dovecot's command says so */
		return TRUE;
	}
	*dest = *args;
	return TRUE;
}

bool imap_exchange_cmd_fetch(struct client_command_context *cmd)
{
	struct client *client = cmd->client;
	const struct exchange_profile *profile = imap_exchange_profile(client);
	const struct imap_arg *args, *items;

	if (profile == NULL || client->mailbox == NULL ||
	    (!exchange_has(profile, EXCHANGE_NO_EXTENSIONS) &&
	     !exchange_has(profile, EXCHANGE_IGNORE_INVALID_FETCH)))
		return cmd_fetch(cmd);
	if (!imap_exchange_read_args(cmd, &args))
		return FALSE;
	if (IMAP_ARG_IS_EOL(&args[0]) || IMAP_ARG_IS_EOL(&args[1]))
		return cmd_fetch(cmd);
	if (!imap_arg_get_list(&args[1], &items))
		items = &args[1];
	else if (IMAP_ARG_IS_EOL(items))
		return cmd_fetch(cmd);
	if (!fetch_items_filter(profile, (struct imap_arg *)items)) {
		client_send_command_error(cmd, "Unknown FETCH item");
		return TRUE;
	}
	if (IMAP_ARG_IS_EOL(items)) {
		/* nothing was asked for that there is */
		client_send_tagline(cmd, "OK Fetch completed.");
		return TRUE;
	}
	return cmd_fetch(cmd);
}
