/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* LIST and LSUB. Dovecot matches patterns while it lists and has no hook for
   how; so names are listed here with a wider pattern and matched as Exchange
   does. The lines are Dovecot's; attributes and quoting are put right by the
   reply filter like any other words. */

#include "imap-exchange-names.h"
#include "array.h"
#include "str.h"
#include "imap-arg.h"
#include "imap-client.h"
#include "imap-commands.h"
#include "imap-list.h"
#include "imap-utf7.h"
#include "mail-namespace.h"
#include "mail-storage.h"
#include "mailbox-list-iter.h"
#include "compat-imap.h"

struct names_list {
	struct client_command_context *cmd;
	struct mailbox_list_iterate_context *iter;
	/* what the client sent, reference and pattern joined, in mUTF-7; NULL if
	   Dovecot matches it */
	const char *pattern;
	/* it compiled for the namespace of the last name */
	struct exchange_name_pattern *compiled;
	char compiled_sep;
	/* the line being made, and the name in it */
	string_t *line, *mutf7;
	struct mail_exchange_marked places;

	bool lsub:1;
	/* LSUB with % at the end shows parents that are not subscribed */
	bool parents:1;
	/* cut long names */
	bool cut:1;
	/* look for \Marked where Dovecot does not */
	bool marked:1;
};

static bool list_matches(struct names_list *list, const char *vname, char sep)
{
	if (list->pattern == NULL)
		return TRUE;
	if (list->compiled == NULL || list->compiled_sep != sep) {
		list->compiled = exchange_name_pattern_init(list->cmd->pool,
			list->pattern, sep);
		list->compiled_sep = sep;
	}
	return exchange_name_pattern_match(list->compiled, vname);
}

static void
list_append_flags(struct names_list *list, string_t *str,
		  const struct mailbox_info *info)
{
	enum mailbox_info_flags flags = info->flags;
	size_t start = str_len(str);

	if ((flags & MAILBOX_NONEXISTENT) != 0) {
		/* RFC 3501 knows no \NonExistent */
		flags &= ENUM_NEGATE(MAILBOX_NONEXISTENT);
		flags |= MAILBOX_NOSELECT;
	}
	if (list->lsub) {
		flags &= ENUM_NEGATE(MAILBOX_CHILDREN | MAILBOX_NOCHILDREN);
		if ((flags & MAILBOX_CHILD_SUBSCRIBED) != 0 &&
		    (flags & MAILBOX_SUBSCRIBED) == 0)
			flags |= MAILBOX_NOSELECT;
	}
	flags &= ENUM_NEGATE(MAILBOX_SUBSCRIBED);
	if (list->marked && mail_exchange_mailbox_is_marked(&list->places, info))
		flags |= MAILBOX_MARKED;
	imap_mailbox_flags2str(str, flags);
	if (info->special_use != NULL) {
		if (str_len(str) > start)
			str_append_c(str, ' ');
		str_append(str, info->special_use);
	}
}

/* Returns client_send_line_next()'s: 0 if the output is full. */
static int list_send(struct names_list *list, const struct mailbox_info *info)
{
	char sep = mail_namespace_get_sep(info->ns);
	string_t *str = list->line, *mutf7 = list->mutf7;
	const char *vname = info->vname;

	if (list->lsub && (info->flags & MAILBOX_CHILD_SUBSCRIBED) != 0 &&
	    (info->flags & MAILBOX_SUBSCRIBED) == 0 && !list->parents)
		return 1;
	if (list->cut)
		vname = exchange_name_cut(vname, sep);
	if (!list_matches(list, vname, sep))
		return 1;
	str_truncate(mutf7, 0);
	if (imap_utf8_to_utf7(vname, mutf7) < 0)
		return 1;
	str_truncate(str, 0);
	str_append(str, list->lsub ? "* LSUB (" : "* LIST (");
	list_append_flags(list, str, info);
	str_append(str, ") \"");
	if (sep == '\\' || sep == '"')
		str_append_c(str, '\\');
	str_append_c(str, sep);
	str_append(str, "\" ");
	compat_imap_append_astring(str, str_c(mutf7));
	return client_send_line_next(list->cmd->client, str_c(str));
}

static bool cmd_list_continue(struct client_command_context *cmd)
{
	struct names_list *list = cmd->context;
	const struct mailbox_info *info;
	int ret = 1;

	if (cmd->cancel) {
		(void)mailbox_list_iter_deinit(&list->iter);
		return TRUE;
	}
	while (ret > 0 && (info = mailbox_list_iter_next(list->iter)) != NULL) {
		T_BEGIN {
			ret = list_send(list, info);
		} T_END;
	}
	if (ret == 0) {
		/* buffer is full, continue later */
		return FALSE;
	}
	if (mailbox_list_iter_deinit(&list->iter) < 0)
		client_send_list_error(cmd, cmd->client->user->namespaces->list);
	else {
		client_send_tagline(cmd, list->lsub ? "OK Lsub completed." :
				    "OK List completed.");
	}
	return TRUE;
}

static enum mailbox_list_iter_flags list_iter_flags(bool lsub)
{
	if (!lsub) {
		return MAILBOX_LIST_ITER_RETURN_CHILDREN |
			MAILBOX_LIST_ITER_RETURN_SPECIALUSE;
	}
	return MAILBOX_LIST_ITER_SELECT_SUBSCRIBED |
		MAILBOX_LIST_ITER_SELECT_RECURSIVEMATCH |
		MAILBOX_LIST_ITER_RETURN_SPECIALUSE |
		MAILBOX_LIST_ITER_RETURN_NO_FLAGS;
}

static bool
list_start(struct client_command_context *cmd, const char *ref,
	   const char *pattern, bool lsub)
{
	const struct exchange_profile *profile =
		imap_exchange_profile(cmd->client);
	struct mail_namespace *namespaces = cmd->client->user->namespaces;
	struct names_list *list = p_new(cmd->pool, struct names_list, 1);
	const char *patterns[3] = { NULL, NULL, NULL };
	string_t *utf8 = t_str_new(128);
	unsigned int count = 0;
	size_t len = strlen(pattern);
	char sep = mail_namespaces_get_root_sep(namespaces);

	list->cmd = cmd;
	list->line = str_new(cmd->pool, 256);
	list->mutf7 = str_new(cmd->pool, 128);
	mail_exchange_marked_init(&list->places, cmd->pool);
	list->lsub = lsub;
	list->parents = len > 0 && pattern[len - 1] == '%';
	list->cut = exchange_has(profile, EXCHANGE_NAME_LIMIT);
	list->marked = !lsub && exchange_has(profile, EXCHANGE_LIST_ATTRIBUTES);
	pattern = p_strconcat(cmd->pool, ref, pattern, NULL);
	if (exchange_has(profile, EXCHANGE_CASELESS_NAMES)) {
		/* "*" needs no second look at each name */
		if (strcmp(pattern, "*") != 0)
			list->pattern = pattern;
		patterns[count++] = p_strdup(cmd->pool,
			exchange_name_pattern_widen(pattern, sep));
	}
	/* a namespace with list = no shows itself to its own name only */
	if (imap_utf7_to_utf8(pattern, utf8) == 0) {
		if (count == 0 || strcmp(patterns[0], str_c(utf8)) != 0)
			patterns[count++] = p_strdup(cmd->pool, str_c(utf8));
	}
	else if (count == 0)
		patterns[count++] = pattern;
	list->iter = mailbox_list_iter_init_namespaces(namespaces, patterns,
		MAIL_NAMESPACE_TYPE_MASK_ALL, list_iter_flags(lsub));
	cmd->context = list;
	if (cmd_list_continue(cmd))
		return TRUE;
	cmd->state = CLIENT_COMMAND_STATE_WAIT_OUTPUT;
	cmd->func = cmd_list_continue;
	return FALSE;
}

/* V0031. ref is not empty. */
static bool
list_reference_is_level(struct client_command_context *cmd,
			const struct imap_arg *arg)
{
	struct imap_exchange_name name;
	const char *vname;
	size_t len;

	if (imap_exchange_name_get(cmd, arg, &name) <= 0)
		return FALSE;
	len = strlen(name.vname);
	if (name.vname[len - 1] != name.sep)
		return FALSE;
	if (strcmp(name.vname, name.ns->prefix) == 0)
		return TRUE;
	name.vname = t_strndup(name.vname, len - 1);
	return *name.vname != '\0' &&
		imap_exchange_name_resolve(cmd->client, &name, &vname);
}

/* Returns TRUE if these are the arguments of RFC 3501. */
static bool
list_args(const struct imap_arg *args, const char **ref_r,
	  const char **pattern_r)
{
	return imap_arg_get_astring(&args[0], ref_r) &&
		imap_arg_get_astring(&args[1], pattern_r) &&
		IMAP_ARG_IS_EOL(&args[2]);
}

bool imap_exchange_name_list(struct client_command_context *cmd,
			     const struct imap_arg *args,
			     command_func_t *super)
{
	const struct exchange_profile *profile =
		imap_exchange_profile(cmd->client);
	bool lsub = strcasecmp(cmd->name, "LSUB") == 0;
	const char *ref, *pattern;

	if (compat_imap_command_is_utf8(cmd) ||
	    !list_args(args, &ref, &pattern))
		return super(cmd);
	if (*ref != '\0' && !lsub &&
	    exchange_has(profile, EXCHANGE_LIST_REFERENCE) &&
	    !list_reference_is_level(cmd, &args[0])) {
		client_send_tagline(cmd, "OK List completed.");
		return TRUE;
	}
	if ((*pattern == '\0' && !lsub) ||
	    (!exchange_has(profile, EXCHANGE_CASELESS_NAMES) &&
	     (lsub || !exchange_has(profile, EXCHANGE_LIST_ATTRIBUTES))))
		return super(cmd);
	return list_start(cmd, ref, pattern, lsub);
}
