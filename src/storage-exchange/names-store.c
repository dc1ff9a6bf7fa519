/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* What is asked of the store itself, one name at a time or all of them. */

#include "lib.h"
#include "mail-namespace.h"
#include "mail-storage.h"
#include "mail-user.h"
#include "mailbox-list-iter.h"
#include "mailbox-list-private.h"
#include "names.h"
#include "names-resolve.h"

#include <limits.h>
#include <sys/stat.h>

/* Leaves room in PATH_MAX for the folder of the store. */
#define MAX_PATH (PATH_MAX - 1024)

bool exchange_names_storable(struct mail_namespace *ns, const char *vname)
{
	struct mailbox_list *list = ns->list;
	const char *name, *end;
	char sep = mailbox_list_get_hierarchy_sep(list);

	if (strcmp(list->name, MAILBOX_LIST_NAME_INDEX) == 0)
		return TRUE;
	name = mailbox_list_get_storage_name(list, vname);
	if (strlen(name) > MAX_PATH)
		return FALSE;
	if (strcmp(list->name, MAILBOX_LIST_NAME_MAILDIRPLUSPLUS) == 0) {
		/* one file for all levels, with a dot in front */
		return strlen(name) < NAME_MAX;
	}
	for (; (end = strchr(name, sep)) != NULL; name = end + 1) {
		if (end - name > NAME_MAX)
			return FALSE;
	}
	return strlen(name) <= NAME_MAX;
}

bool exchange_names_exists(struct mail_namespace *ns, const char *vname,
			   bool *selectable_r)
{
	enum mailbox_existence existence;
	struct mailbox *box;

	*selectable_r = FALSE;
	if (!exchange_names_storable(ns, vname))
		return FALSE;
	box = mailbox_alloc(ns->list, vname, MAILBOX_FLAG_READONLY);
	if (mailbox_exists(box, TRUE, &existence) < 0)
		existence = MAILBOX_EXISTENCE_NONE;
	mailbox_free(&box);
	*selectable_r = existence == MAILBOX_EXISTENCE_SELECT;
	return existence != MAILBOX_EXISTENCE_NONE;
}

bool exchange_names_on_disk(struct mail_namespace *ns, const char *vname)
{
	struct mailbox_list *list = ns->list;
	struct stat st;
	const char *path;
	int ret;

	if (!exchange_names_storable(ns, vname))
		return FALSE;
	ret = mailbox_list_get_path(list,
		mailbox_list_get_storage_name(list, vname),
		MAILBOX_LIST_PATH_TYPE_MAILBOX, &path);
	if (ret <= 0) {
		/* 0: what is stored elsewhere may always be there */
		return ret == 0;
	}
	return stat(path, &st) == 0 || !ENOTFOUND(errno);
}

int exchange_names_height(struct mail_namespace *ns, const char *vname,
			  unsigned int max)
{
	struct mailbox_list_iterate_context *iter;
	const struct mailbox_info *info;
	size_t len = strlen(vname);
	char sep = mail_namespace_get_sep(ns);
	unsigned int depth, height = 0;

	iter = mailbox_list_iter_init(ns->list,
		t_strdup_printf("%s%c%s", vname, sep, max == 1 ? "%" : "*"),
		MAILBOX_LIST_ITER_RETURN_NO_FLAGS);
	while (height < max && (info = mailbox_list_iter_next(iter)) != NULL) {
		/* vname may hold wildcards and then finds too much */
		if (strncmp(info->vname, vname, len) != 0 ||
		    info->vname[len] != sep || info->vname[len + 1] == '\0')
			continue;
		depth = exchange_name_depth(info->vname + len + 1, sep);
		height = I_MAX(height, depth);
	}
	if (mailbox_list_iter_deinit(&iter) < 0)
		return -1;
	return I_MIN(height, max);
}

/* Returns TRUE if name has this key. */
static bool name_has_key(const char *name, const char *key)
{
	bool same;

	T_BEGIN {
		same = strcmp(exchange_name_fold(name), key) == 0;
	} T_END;
	return same;
}

bool exchange_names_subscribed(struct mail_user *user, const char *vname,
			       const char **vname_r)
{
	static const char *const patterns[] = { "*", NULL };
	struct mailbox_list_iterate_context *iter;
	const struct mailbox_info *info;
	const char *key = exchange_name_fold(vname), *found = NULL;

	iter = mailbox_list_iter_init_namespaces(user->namespaces,
		patterns, MAIL_NAMESPACE_TYPE_MASK_ALL,
		MAILBOX_LIST_ITER_SELECT_SUBSCRIBED |
		MAILBOX_LIST_ITER_RETURN_NO_FLAGS);
	while ((info = mailbox_list_iter_next(iter)) != NULL) {
		if (strcmp(info->vname, vname) == 0) {
			found = vname;
			break;
		}
		if (name_has_key(info->vname, key) &&
		    (found == NULL || strcmp(info->vname, found) < 0))
			found = t_strdup(info->vname);
	}
	(void)mailbox_list_iter_deinit(&iter);
	*vname_r = found;
	return found != NULL;
}
