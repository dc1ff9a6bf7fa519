/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* STATUS: unknown items are ignored (2.3), and the reply has the mailbox as the
   client spelled it. */

#include "imap-exchange-names.h"
#include "str.h"
#include "imap-arg.h"
#include "exchange-failure.h"
#include "exchange-items.h"
#include "compat-imap.h"

#define STATUS_PREFIX "* STATUS "

/* A STATUS that runs. */
struct imap_exchange_status {
	/* as sent, in mUTF-7 */
	const char *name;
	/* the client asked for nothing that there is */
	bool empty;
};

static bool items_are_ignored(const struct exchange_profile *profile)
{
	return exchange_has(profile, EXCHANGE_IGNORE_INVALID) &&
		!exchange_has(profile, EXCHANGE_REFUSE_INVALID_STATUS);
}

/* Takes unknown items out of args, which end with EOL. Returns FALSE if the
   command is to be refused. */
static bool
items_filter(const struct exchange_profile *profile, struct imap_arg *args)
{
	struct imap_arg *dest = args;
	const char *item;

	for (; !IMAP_ARG_IS_EOL(args); args++) {
		if (imap_arg_get_atom(args, &item) &&
		    !exchange_status_item_is_known(profile, item)) {
			if (items_are_ignored(profile))
				continue;
			/* else it is Dovecot that may not know it */
			if (exchange_has(profile, EXCHANGE_NO_EXTENSIONS))
				return FALSE;
		}
		*dest++ = *args;
	}
	*dest = *args;
	return TRUE;
}

/* Dovecot wants one item at least, where all that were there are gone. */
static void items_stand_in(struct imap_arg *args)
{
	static const char item[] = "UIDVALIDITY";

	args[1] = args[0];
	args[0].type = IMAP_ARG_ATOM;
	args[0]._data.str = item;
	args[0].str_len = strlen(item);
}

bool imap_exchange_name_status(struct client_command_context *cmd,
			       const struct imap_arg *args,
			       command_func_t *super)
{
	struct imap_exchange_client *eclient =
		IMAP_EXCHANGE_CONTEXT(cmd->client);
	struct imap_exchange_status status = { .name = NULL };
	const struct imap_arg *list;
	bool ret;

	if (!imap_arg_get_astring(&args[0], &status.name) ||
	    !imap_arg_get_list(&args[1], &list) || IMAP_ARG_IS_EOL(list))
		return super(cmd);
	if (!items_filter(&eclient->profile, (struct imap_arg *)list)) {
		client_send_command_error(cmd, "Invalid status item");
		return TRUE;
	}
	if (IMAP_ARG_IS_EOL(list)) {
		items_stand_in((struct imap_arg *)list);
		status.empty = TRUE;
	}
	eclient->status = &status;
	ret = imap_exchange_name_use(cmd, args, super);
	eclient->status = NULL;
	return ret;
}

const char *imap_exchange_status_line(struct imap_exchange_client *eclient,
				      const char *line)
{
	const struct exchange_profile *profile = &eclient->profile;
	const struct imap_exchange_status *status = eclient->status;
	const char *name, *items = strrchr(line, '(');
	string_t *str;

	/* a name that Dovecot sends as a literal: the items come later */
	if (status == NULL || items == NULL || line[strlen(line) - 1] == '}')
		return line;
	if (status->empty)
		items = "()";
	if (!exchange_has(profile, EXCHANGE_STATUS_ECHO)) {
		return t_strconcat(t_strdup_until(line, strrchr(line, '(')),
				   items, NULL);
	}
	name = status->name;
	if (exchange_has(profile, EXCHANGE_ASCII_RESPONSES))
		name = exchange_ascii(name);
	str = t_str_new(128);
	str_append(str, STATUS_PREFIX);
	compat_imap_append_astring(str, name);
	str_printfa(str, " %s", items);
	return str_c(str);
}
