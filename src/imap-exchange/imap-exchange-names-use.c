/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* SELECT, STATUS, COPY, APPEND ...: commands whose name means an existing
   mailbox. They run with the name as it was sent, so that the stored spelling
   costs nothing and errors are Dovecot's. Only if Dovecot then says NO, and there
   is no such mailbox, the name is looked for in other spellings, and the
   command runs once more with what was found. */

#include "imap-exchange-names.h"
#include "imap-arg.h"
#include "imap-client.h"
#include "mail-storage.h"

bool imap_exchange_names_hold(struct imap_exchange_client *eclient,
			      struct client_command_context *cmd,
			      const char *reply)
{
	/* no text and no code is common to all that say so */
	if (eclient->names_cmd != cmd || strncmp(reply, "NO ", 3) != 0)
		return FALSE;
	eclient->names_reply = p_strdup(cmd->pool, reply);
	return TRUE;
}

/* Runs super. reply_r is the reply that was kept back, else NULL. */
static bool
name_try(struct client_command_context *cmd, command_func_t *super,
	 const char **reply_r)
{
	struct client *client = cmd->client;
	struct imap_exchange_client *eclient = IMAP_EXCHANGE_CONTEXT(client);
	bool ret;

	eclient->names_cmd = cmd;
	eclient->names_reply = NULL;
	ret = super(cmd);
	eclient->names_cmd = NULL;
	*reply_r = eclient->names_reply;
	if (*reply_r != NULL) {
		/* SELECT has it until the command ends */
		if (client->mailbox_change_lock == cmd)
			client->mailbox_change_lock = NULL;
		imap_exchange_args_reread(cmd);
	}
	return ret;
}

/* Returns what the name is tried as first. */
static const char *
name_first(struct client *client, const struct imap_exchange_name *name)
{
	const char *vname;

	if (client->mailbox != NULL &&
	    strcmp(mailbox_get_vname(client->mailbox), name->vname) == 0)
		return name->vname;
	return exchange_names_guess(imap_exchange_names(client), name->ns,
				    name->vname, &vname) ? vname : name->vname;
}

static bool
name_use(struct client_command_context *cmd, const struct imap_arg *arg,
	 command_func_t *super)
{
	struct imap_exchange_name name;
	const char *first, *stored, *reply;
	bool done;
	int ret;

	if ((ret = imap_exchange_name_get(cmd, arg, &name)) < 0)
		return TRUE;
	if (ret == 0 || !exchange_has(imap_exchange_profile(cmd->client),
				      EXCHANGE_CASELESS_NAMES))
		return super(cmd);
	first = name_first(cmd->client, &name);
	if (first != name.sent)
		imap_exchange_name_set(cmd, arg, first);
	done = name_try(cmd, super, &reply);
	if (reply == NULL)
		return done;
	if (!exchange_names_resolve(imap_exchange_names(cmd->client),
				    name.vname, &stored))
		stored = name.sent;
	if (strcmp(stored, first) == 0) {
		client_send_tagline(cmd, reply);
		return TRUE;
	}
	imap_exchange_name_set(cmd, arg, stored);
	return super(cmd);
}

bool imap_exchange_name_use(struct client_command_context *cmd,
			    const struct imap_arg *args, command_func_t *super)
{
	return name_use(cmd, &args[0], super);
}

bool imap_exchange_name_copy(struct client_command_context *cmd,
			     const struct imap_arg *args, command_func_t *super)
{
	if (IMAP_ARG_IS_EOL(&args[0]))
		return super(cmd);
	return name_use(cmd, &args[1], super);
}

/* APPEND can't run twice: it goes on to read the message. */
bool imap_exchange_name_append(struct client_command_context *cmd,
			       const struct imap_arg *args,
			       command_func_t *super)
{
	struct imap_exchange_name name;
	const char *vname;
	int ret;

	if ((ret = imap_exchange_name_get(cmd, args, &name)) < 0)
		return TRUE;
	if (ret > 0 && imap_exchange_name_resolve(cmd->client, &name, &vname))
		imap_exchange_name_set(cmd, args, vname);
	return super(cmd);
}
