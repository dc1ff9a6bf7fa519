/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* \Marked: the mailbox has mail that came after it was last selected (V0053). */

#include "lib.h"
#include "mail-namespace.h"
#include "mail-storage-private.h"
#include "mailbox-list-iter.h"
#include "mail-exchange.h"

#include <dirent.h>

static bool directory_has_files(const char *path)
{
	const struct dirent *entry;
	DIR *dir;

	dir = opendir(path);
	if (dir == NULL)
		return FALSE;
	while ((entry = readdir(dir)) != NULL && entry->d_name[0] == '.') ;
	(void)closedir(dir);
	return entry != NULL;
}

static bool list_is_maildir(struct mailbox_list *list)
{
	struct mail_storage *storage =
		mail_namespace_get_default_storage(mailbox_list_get_namespace(list));

	return storage != NULL && strcmp(storage->name, "maildir") == 0;
}

/* Mail waits in new/ and goes from there to cur/ when the mailbox is selected.
   Dovecot's list index does not see it there. */
static bool maildir_has_new(struct mailbox_list *list, const char *vname)
{
	const char *name = mailbox_list_get_storage_name(list, vname), *path;

	return mailbox_list_get_path(list, name, MAILBOX_LIST_PATH_TYPE_MAILBOX,
				     &path) > 0 &&
		directory_has_files(t_strconcat(path, "/new", NULL));
}

static bool mailbox_has_recent(struct mailbox_list *list, const char *vname)
{
	struct mailbox *box =
		mailbox_alloc(list, vname, MAILBOX_FLAG_READONLY);
	struct mailbox_status status;
	bool ret;

	ret = mailbox_get_status(box, STATUS_RECENT, &status) == 0 &&
		status.recent > 0;
	mailbox_free(&box);
	return ret;
}

bool mail_exchange_mailbox_is_marked(const struct mailbox_info *info)
{
	struct mailbox_list *list = info->ns->list;

	if ((info->flags & MAILBOX_MARKED) != 0)
		return TRUE;
	if ((info->flags & (MAILBOX_UNMARKED | MAILBOX_NOSELECT |
			    MAILBOX_NONEXISTENT)) != 0)
		return FALSE;
	if (list_is_maildir(list))
		return maildir_has_new(list, info->vname);
	/* what the list index knows of INBOX gets lost in Dovecot's list */
	return strcmp(info->vname, "INBOX") == 0 &&
		mailbox_has_recent(list, info->vname);
}
