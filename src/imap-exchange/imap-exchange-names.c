/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Mailbox names in commands. A name is put right in the arguments before the
   command runs, so that Dovecot's own command, its errors and its ACL checks
   see a mailbox of that exact name, and nothing after this point knows that
   the client spelled it differently. */

#include "imap-exchange-names.h"
#include "array.h"
#include "str.h"
#include "imap-arg.h"
#include "imap-client.h"
#include "imap-commands.h"
#include "imap-utf7.h"
#include "mail-namespace.h"
#include "mail-storage.h"
#include "compat-imap.h"

int imap_exchange_name_get(struct client_command_context *cmd,
			   const struct imap_arg *arg,
			   struct imap_exchange_name *name_r)
{
	struct client *client = cmd->client;
	const char *str;
	string_t *utf8;

	if (compat_imap_command_is_utf8(cmd) || !imap_arg_get_astring(arg, &str))
		return 0;
	if (strlen(str) != arg->str_len) {
		/* plain Dovecot takes what stands before the NUL */
		client_send_tagline(cmd, NAMES_TEXT_ARGUMENT);
		return -1;
	}
	utf8 = t_str_new(128);
	if (imap_utf7_to_utf8(str, utf8) < 0 ||
	    strlen(str_c(utf8)) != str_len(utf8))
		return 0;
	name_r->sent = name_r->vname = str_c(utf8);
	name_r->ns = exchange_names_namespace(imap_exchange_names(client),
					      &name_r->vname);
	name_r->sep = mail_namespace_get_sep(name_r->ns);
	return 1;
}

void imap_exchange_name_set(struct client_command_context *cmd,
			    const struct imap_arg *_arg, const char *vname)
{
	/* the array is the parser's and stays until the command ends */
	struct imap_arg *arg = (struct imap_arg *)_arg;
	string_t *mutf7 = t_str_new(128);

	if (imap_utf8_to_utf7(vname, mutf7) < 0)
		i_unreached();
	arg->type = IMAP_ARG_STRING;
	arg->_data.str = p_strdup(cmd->pool, str_c(mutf7));
	arg->str_len = str_len(mutf7);
}

bool imap_exchange_name_resolve(struct client *client,
				const struct imap_exchange_name *name,
				const char **vname_r)
{
	bool selectable;

	*vname_r = name->vname;
	if (client->mailbox != NULL &&
	    strcmp(mailbox_get_vname(client->mailbox), name->vname) == 0)
		return TRUE;
	if (!exchange_has(imap_exchange_profile(client),
			  EXCHANGE_CASELESS_NAMES)) {
		return exchange_names_exists(name->ns, name->vname,
					     &selectable);
	}
	return exchange_names_resolve(imap_exchange_names(client), name->vname,
				      vname_r);
}

bool imap_exchange_name_fits(struct client_command_context *cmd,
			     const struct imap_exchange_name *name,
			     unsigned int height)
{
	const struct exchange_profile *profile =
		imap_exchange_profile(cmd->client);

	if (exchange_has(profile, EXCHANGE_DEPTH_LIMIT) &&
	    exchange_name_depth(name->vname, name->sep) + height >
			EXCHANGE_NAME_MAX_DEPTH) {
		client_send_tagline(cmd, NAMES_TEXT_DEPTH);
		return FALSE;
	}
	if (exchange_has(profile, EXCHANGE_NAME_LIMIT) &&
	    exchange_name_too_long(name->vname, name->sep)) {
		client_send_tagline(cmd, NAMES_TEXT_LENGTH);
		return FALSE;
	}
	return TRUE;
}

static struct names_command {
	const char *name;
	/* how many arguments Dovecot's own command reads at once, 0 for all */
	unsigned int args;
	imap_exchange_names_func_t *func;
	/* what was registered before */
	struct command super;
} names_commands[] = {
	{ .name = "SELECT", .args = 0, .func = imap_exchange_name_use },
	{ .name = "EXAMINE", .args = 0, .func = imap_exchange_name_use },
	{ .name = "STATUS", .args = 0, .func = imap_exchange_name_status },
	{ .name = "APPEND", .args = 1, .func = imap_exchange_name_append },
	{ .name = "COPY", .args = 2, .func = imap_exchange_name_copy },
	{ .name = "UID COPY", .args = 2, .func = imap_exchange_name_copy },
	{ .name = "MOVE", .args = 2, .func = imap_exchange_name_copy },
	{ .name = "UID MOVE", .args = 2, .func = imap_exchange_name_copy },
	{ .name = "CREATE", .args = 1, .func = imap_exchange_name_create },
	{ .name = "DELETE", .args = 1, .func = imap_exchange_name_delete },
	{ .name = "RENAME", .args = 2, .func = imap_exchange_name_rename },
	{ .name = "SUBSCRIBE", .args = 1,
	  .func = imap_exchange_name_subscribe },
	{ .name = "UNSUBSCRIBE", .args = 1,
	  .func = imap_exchange_name_unsubscribe },
	{ .name = "LIST", .args = 0, .func = imap_exchange_name_list },
	{ .name = "LSUB", .args = 0, .func = imap_exchange_name_list },
};

static const struct names_command *names_command_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(names_commands); i++) {
		if (strcasecmp(names_commands[i].name, name) == 0)
			return &names_commands[i];
	}
	i_unreached();
}

static bool cmd_names_exchange(struct client_command_context *cmd)
{
	const struct names_command *command = names_command_find(cmd->name);
	const struct imap_arg *args;

	if (!exchange_has_area(imap_exchange_profile(cmd->client),
			       EXCHANGE_AREA_NAMES))
		return command->super.func(cmd);
	if (!client_read_args(cmd, command->args, 0, &args))
		return FALSE;
	imap_exchange_args_reread(cmd);
	return command->func(cmd, args, command->super.func);
}

/* V0011. Names work with any delimiter, but clients see it. */
static void names_log_separators(struct client *client)
{
	struct mail_namespace *ns = client->user->namespaces;

	for (; ns != NULL; ns = ns->next) {
		char sep = mail_namespace_get_sep(ns);

		if ((ns->flags & NAMESPACE_FLAG_LIST_PREFIX) == 0 || sep == '/')
			continue;
		e_warning(client->event, "imap_exchange: "
			"Namespace \"%s\" has the separator %c, "
			"Exchange has /", ns->prefix, sep);
	}
}

struct exchange_names *imap_exchange_names(struct client *client)
{
	struct imap_exchange_client *eclient = IMAP_EXCHANGE_CONTEXT(client);

	if (eclient->names == NULL) {
		eclient->names = exchange_names_init(client->user);
		names_log_separators(client);
	}
	return eclient->names;
}

void imap_exchange_names_client_deinit(struct imap_exchange_client *eclient)
{
	exchange_names_deinit(&eclient->names);
}

void imap_exchange_names_init(void)
{
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(names_commands); i++) {
		const char *name = names_commands[i].name;

		names_commands[i].super = *command_find(name);
		command_unregister(name);
		command_register(name, cmd_names_exchange,
				 names_commands[i].super.flags);
	}
}

void imap_exchange_names_deinit(void)
{
	unsigned int i;

	for (i = N_ELEMENTS(names_commands); i-- > 0; ) {
		command_unregister(names_commands[i].name);
		command_register(names_commands[i].super.name,
				 names_commands[i].super.func,
				 names_commands[i].super.flags);
	}
}
