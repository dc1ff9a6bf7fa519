/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* CREATE, DELETE, RENAME, SUBSCRIBE and UNSUBSCRIBE: the rules that Exchange
   has for them. What remains allowed is done by Dovecot's own command. */

#include "imap-exchange-names.h"
#include "ioloop.h"
#include "imap-arg.h"
#include "imap-client.h"
#include "imap-commands.h"
#include "mail-namespace.h"
#include "mail-storage-private.h"
#include "mailbox-list-private.h"

/* Keeps others from making the same name in another case between our look and
   our deed. Sends NO and returns FALSE if it can't be had. */
static bool
names_lock(struct client_command_context *cmd, struct mail_namespace *ns)
{
	if (mailbox_list_lock(ns->list) < 0) {
		client_send_list_error(cmd, ns->list);
		return FALSE;
	}
	/* Dovecot looks for changes once per time stamp */
	io_loop_time_refresh();
	return TRUE;
}

/* Returns FALSE where a mailbox is a file and has nothing below it (mbox): there
   levels are folders, as Dovecot makes them. */
static bool mailboxes_have_inferiors(struct mail_namespace *ns)
{
	struct mail_storage *storage = mail_namespace_get_default_storage(ns);

	return (storage->class_flags &
		MAIL_STORAGE_CLASS_FLAG_MAILBOX_IS_FILE) == 0;
}

/* Makes one superior mailbox. Returns -1 if that failed; an error was sent. */
static int
superior_create(struct client_command_context *cmd, struct mail_namespace *ns,
		const char *vname)
{
	struct mailbox *box = mailbox_alloc(ns->list, vname, 0);
	enum mail_error error;
	int ret;

	ret = mailbox_create(box, NULL, FALSE);
	if (ret < 0) {
		(void)mailbox_get_last_error(box, &error);
		if (error == MAIL_ERROR_EXISTS)
			ret = 0;
		else
			client_send_box_error(cmd, box);
	}
	mailbox_free(&box);
	return ret;
}

/* V0026: makes the name above name, and those above it, as mailboxes, unless
   these are files. above_r is how it is stored, with the separator at its end.
   Returns FALSE if that failed; an error was sent. */
static bool
superiors_create(struct client_command_context *cmd,
		 const struct imap_exchange_name *name, const char **above_r)
{
	struct imap_exchange_name above = *name;
	const char *stored, *above_above;
	bool exists, selectable = FALSE;

	above.vname = exchange_name_parent(name->vname, name->sep);
	if (above.vname == NULL ||
	    strlen(above.vname) < name->ns->prefix_len) {
		*above_r = name->ns->prefix;
		return TRUE;
	}
	exists = imap_exchange_name_resolve(cmd->client, &above, &stored);
	if (!exists) {
		if (!superiors_create(cmd, &above, &above_above))
			return FALSE;
		stored = t_strconcat(above_above,
				     above.vname + strlen(above_above), NULL);
	} else if (strcasecmp(stored, "INBOX") == 0)
		selectable = TRUE;
	else
		(void)exchange_names_exists(name->ns, stored, &selectable);
	if (!selectable &&
	    exchange_has(imap_exchange_profile(cmd->client),
			 EXCHANGE_CREATE_SUPERIORS) &&
	    mailboxes_have_inferiors(name->ns) &&
	    superior_create(cmd, name->ns, stored) < 0)
		return FALSE;
	*above_r = t_strdup_printf("%s%c", stored, name->sep);
	return TRUE;
}

/* Returns FALSE if a reply was sent. stored_r is the name to create. */
static bool
create_prepare(struct client_command_context *cmd,
	       const struct imap_exchange_name *name, const char **stored_r)
{
	const char *above, *leaf;
	bool selectable;

	if (imap_exchange_name_resolve(cmd->client, name, stored_r)) {
		if (strcasecmp(*stored_r, "INBOX") == 0 ||
		    (exchange_names_exists(name->ns, *stored_r, &selectable) &&
		     selectable)) {
			client_send_tagline(cmd, NAMES_TEXT_EXISTS);
			return FALSE;
		}
		/* a level that is no mailbox yet becomes one */
		return TRUE;
	}
	if (!superiors_create(cmd, name, &above))
		return FALSE;
	leaf = strrchr(name->vname, name->sep);
	leaf = leaf == NULL ? name->vname : leaf + 1;
	if (strlen(name->vname) - strlen(leaf) >= name->ns->prefix_len)
		*stored_r = t_strconcat(above, leaf, NULL);
	return TRUE;
}

/* Returns FALSE if Dovecot refuses the name anyway: then no superior may be
   left behind. */
static bool name_can_be_created(const struct imap_exchange_name *name)
{
	struct mailbox *box;
	bool ret;

	if (*name->vname == '\0')
		return FALSE;
	box = mailbox_alloc(name->ns->list, name->vname, 0);
	ret = mailbox_verify_create_name(box) == 0;
	mailbox_free(&box);
	return ret;
}

bool imap_exchange_name_create(struct client_command_context *cmd,
			       const struct imap_arg *args,
			       command_func_t *super)
{
	struct imap_exchange_name name;
	const char *stored, *sent;
	int ret;

	if ((ret = imap_exchange_name_get(cmd, args, &name)) <= 0)
		return ret < 0 ? TRUE : super(cmd);
	sent = name.vname;
	name.vname = exchange_name_strip(name.vname, name.sep);
	if (!imap_exchange_name_fits(cmd, &name, 0))
		return TRUE;
	if (!name_can_be_created(&name))
		return super(cmd);
	if (!names_lock(cmd, name.ns))
		return TRUE;
	ret = TRUE;
	if (create_prepare(cmd, &name, &stored)) {
		/* the delimiter at the end asks for a folder */
		if (strlen(sent) > strlen(name.vname) &&
		    !mailboxes_have_inferiors(name.ns))
			stored = t_strdup_printf("%s%c", stored, name.sep);
		imap_exchange_name_set(cmd, args, stored);
		ret = super(cmd);
	}
	mailbox_list_unlock(name.ns->list);
	return ret;
}

/* Dovecot's commands take a name that no file can have for a broken disk. */
static bool
name_storable(struct client_command_context *cmd,
	      const struct imap_exchange_name *name)
{
	if (exchange_names_storable(name->ns, name->vname))
		return TRUE;
	client_send_tagline(cmd, NAMES_TEXT_LENGTH);
	return FALSE;
}

/* Dovecot would close the mailbox first and say BYE last. If it can't be
   deleted it stays selected. */
static void
selected_delete(struct client_command_context *cmd, struct mail_namespace *ns,
		const char *vname)
{
	struct mailbox *box = mailbox_alloc(ns->list, vname, 0);

	if (mailbox_delete(box) < 0)
		client_send_box_error(cmd, box);
	else {
		imap_client_close_mailbox(cmd->client);
		client_send_tagline(cmd, "OK Delete completed.");
	}
	mailbox_free(&box);
}

bool imap_exchange_name_delete(struct client_command_context *cmd,
			       const struct imap_arg *args,
			       command_func_t *super)
{
	const struct exchange_profile *profile =
		imap_exchange_profile(cmd->client);
	struct client *client = cmd->client;
	struct imap_exchange_name name;
	const char *vname;
	int ret;

	if ((ret = imap_exchange_name_get(cmd, args, &name)) <= 0)
		return ret < 0 ? TRUE : super(cmd);
	if (!name_storable(cmd, &name))
		return TRUE;
	if (!imap_exchange_name_resolve(client, &name, &vname) ||
	    strcasecmp(vname, "INBOX") == 0)
		return super(cmd);
	if (exchange_has(profile, EXCHANGE_KEEP_PARENTS) &&
	    exchange_names_height(name.ns, vname, 1) > 0) {
		client_send_tagline(cmd, NAMES_TEXT_INFERIORS);
		return TRUE;
	}
	if (client->mailbox != NULL &&
	    strcmp(mailbox_get_vname(client->mailbox), vname) == 0 &&
	    exchange_has(profile, EXCHANGE_DELETE_SELECTED)) {
		selected_delete(cmd, name.ns, vname);
		return TRUE;
	}
	imap_exchange_name_set(cmd, args, vname);
	return super(cmd);
}

/* Exchange has no namespaces: their prefixes do not count. */
static bool name_has_delimiter(const struct imap_exchange_name *name)
{
	const char *leaf = name->vname;

	if (strncmp(leaf, name->ns->prefix, name->ns->prefix_len) == 0)
		leaf += name->ns->prefix_len;
	return strchr(leaf, name->sep) != NULL;
}

/* Returns FALSE if new_name may not be made; a reply was sent. old is the
   stored name, NULL if there is none. */
static bool
rename_allowed(struct client_command_context *cmd,
	       const struct imap_exchange_name *old_name, const char *old,
	       const struct imap_exchange_name *new_name)
{
	const char *existing;
	int height = 0;

	if (exchange_has(imap_exchange_profile(cmd->client),
			 EXCHANGE_RENAME_NO_DELIMITER) &&
	    name_has_delimiter(new_name)) {
		/* V0028 */
		client_send_tagline(cmd, NAMES_TEXT_ARGUMENT);
		return FALSE;
	}
	if (old != NULL) {
		height = exchange_names_height(old_name->ns, old,
					       EXCHANGE_NAME_MAX_DEPTH);
	}
	if (!imap_exchange_name_fits(cmd, new_name, I_MAX(height, 0)))
		return FALSE;
	if (imap_exchange_name_resolve(cmd->client, new_name, &existing) &&
	    (old == NULL || strcmp(existing, old) != 0 ||
	     strcmp(existing, new_name->vname) == 0)) {
		/* its own name in another case is all right */
		client_send_tagline(cmd, NAMES_TEXT_EXISTS);
		return FALSE;
	}
	return TRUE;
}

/* Returns new_name below the mailbox that its superior name means. */
static const char *
rename_target(struct client *client, const struct imap_exchange_name *new_name)
{
	struct imap_exchange_name above = *new_name;
	const char *stored;

	above.vname = exchange_name_parent(new_name->vname, new_name->sep);
	if (above.vname == NULL || *above.vname == '\0' ||
	    strlen(above.vname) < new_name->ns->prefix_len ||
	    !imap_exchange_name_resolve(client, &above, &stored))
		return new_name->vname;
	return t_strconcat(stored, new_name->vname + strlen(above.vname), NULL);
}

bool imap_exchange_name_rename(struct client_command_context *cmd,
			       const struct imap_arg *args,
			       command_func_t *super)
{
	struct imap_exchange_name old_name, new_name;
	const char *old;
	int ret;

	if ((ret = imap_exchange_name_get(cmd, &args[0], &old_name)) <= 0)
		return ret < 0 ? TRUE : super(cmd);
	if ((ret = imap_exchange_name_get(cmd, &args[1], &new_name)) <= 0)
		return ret < 0 ? TRUE : super(cmd);
	if (!name_storable(cmd, &old_name) || !names_lock(cmd, new_name.ns))
		return TRUE;
	if (!imap_exchange_name_resolve(cmd->client, &old_name, &old))
		old = NULL;
	ret = TRUE;
	if (rename_allowed(cmd, &old_name, old, &new_name)) {
		if (old != NULL && strcasecmp(old, "INBOX") == 0)
			imap_exchange_rename_inbox(cmd, &new_name);
		else {
			if (old != NULL)
				imap_exchange_name_set(cmd, &args[0], old);
			imap_exchange_name_set(cmd, &args[1],
				rename_target(cmd->client, &new_name));
			ret = super(cmd);
		}
	}
	mailbox_list_unlock(new_name.ns->list);
	return ret;
}

bool imap_exchange_name_subscribe(struct client_command_context *cmd,
				  const struct imap_arg *args,
				  command_func_t *super)
{
	struct imap_exchange_name name;
	struct mailbox *box;
	const char *vname, *subscribed;
	int ret;

	if ((ret = imap_exchange_name_get(cmd, args, &name)) <= 0)
		return ret < 0 ? TRUE : super(cmd);
	if (imap_exchange_name_resolve(cmd->client, &name, &vname) ||
	    !exchange_has(imap_exchange_profile(cmd->client),
			  EXCHANGE_SUBSCRIBE_UNCHECKED)) {
		imap_exchange_name_set(cmd, args, vname);
		return super(cmd);
	}
	/* V0029 */
	if (exchange_names_subscribed(cmd->client->user, vname,
				      &subscribed))
		vname = subscribed;
	box = mailbox_alloc(name.ns->list, vname, 0);
	if (mailbox_set_subscribed(box, TRUE) < 0)
		client_send_box_error(cmd, box);
	else
		client_send_tagline(cmd, "OK Subscribe completed.");
	mailbox_free(&box);
	return TRUE;
}

bool imap_exchange_name_unsubscribe(struct client_command_context *cmd,
				    const struct imap_arg *args,
				    command_func_t *super)
{
	struct imap_exchange_name name;
	const char *vname;
	int ret;

	if ((ret = imap_exchange_name_get(cmd, args, &name)) <= 0)
		return ret < 0 ? TRUE : super(cmd);
	if (exchange_has(imap_exchange_profile(cmd->client),
			 EXCHANGE_CASELESS_NAMES) &&
	    exchange_names_subscribed(cmd->client->user,
				      name.vname, &vname))
		imap_exchange_name_set(cmd, args, vname);
	return super(cmd);
}
