/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* \Marked: the mailbox has mail that came after it was last selected (V0053). */

#ifndef _GNU_SOURCE
#  define _GNU_SOURCE	/* getdents64() */
#endif

#include "lib.h"
#include "str.h"
#include "mail-namespace.h"
#include "mail-storage-private.h"
#include "mailbox-list-iter.h"
#include "mailbox-list-private.h"
#include "mail-exchange.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

/* Returns 1 if the directory holds files, 0 if not, -1 if it can't be read. Most
   are empty, and opendir() would take 32 kB for each. */
static int directory_has_files(const char *path)
{
	struct dirent64 entries[4];
	const struct dirent64 *entry;
	bool found = FALSE;
	ssize_t pos, size;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd == -1)
		return -1;
	while (!found && (size = getdents64(fd, entries, sizeof(entries))) > 0) {
		for (pos = 0; pos < size && !found; pos += entry->d_reclen) {
			entry = CONST_PTR_OFFSET(entries, pos);
			found = entry->d_name[0] != '.';
		}
	}
	(void)close(fd);
	return found ? 1 : 0;
}

static bool list_is_maildir(struct mailbox_list *list)
{
	struct mail_storage *storage =
		mail_namespace_get_default_storage(mailbox_list_get_namespace(list));

	return storage != NULL && strcmp(storage->name, "maildir") == 0;
}

/* Returns TRUE if name, without its parents, is the same octets in a path. */
static bool name_is_plain(const char *name)
{
	const char *p;

	for (p = name; i_isalnum(*p) || *p == ' ' || *p == '-'; p++) ;
	/* INBOX may be anywhere */
	return *p == '\0' && p > name && strcasecmp(name, "INBOX") != 0;
}

/* name is the end of vname. Returns as directory_has_files() does, -1 also if
   the mailbox is no sibling of the last one. */
static int
sibling_has_new(struct mail_exchange_marked *marked, struct mailbox_list *list,
		const char *vname, const char *name)
{
	size_t parent_len = name - vname;

	if (marked->list != list || str_len(marked->parent) != parent_len ||
	    memcmp(str_data(marked->parent), vname, parent_len) != 0)
		return -1;
	str_truncate(marked->path, marked->path_len);
	str_append(marked->path, name);
	str_append(marked->path, "/new");
	return directory_has_files(str_c(marked->path));
}

/* In Maildir++ the path of a mailbox ends with its name; up to there it is that
   of its siblings. */
static void
sibling_learn(struct mail_exchange_marked *marked, struct mailbox_list *list,
	      const char *vname, const char *name, const char *path)
{
	size_t path_len = strlen(path), len = strlen(name);

	marked->list = NULL;
	if (strcmp(list->name, MAILBOX_LIST_NAME_MAILDIRPLUSPLUS) != 0 ||
	    path_len < len || strcmp(path + path_len - len, name) != 0)
		return;
	marked->list = list;
	marked->path_len = path_len - len;
	str_truncate(marked->parent, 0);
	str_append_data(marked->parent, vname, name - vname);
	str_truncate(marked->path, 0);
	str_append_data(marked->path, path, marked->path_len);
}

/* Mail waits in new/ and goes from there to cur/ when the mailbox is selected.
   Dovecot's list index does not see it there. To make the path of each mailbox
   from its name costs more than to look. */
static bool
maildir_has_new(struct mail_exchange_marked *marked, struct mailbox_list *list,
		const char *vname, char sep)
{
	const char *storage_name, *path, *name = strrchr(vname, sep);
	bool plain;
	int ret;

	name = name == NULL ? vname : name + 1;
	plain = name_is_plain(name);
	if (plain && (ret = sibling_has_new(marked, list, vname, name)) >= 0)
		return ret > 0;
	storage_name = mailbox_list_get_storage_name(list, vname);
	if (mailbox_list_get_path(list, storage_name,
				  MAILBOX_LIST_PATH_TYPE_MAILBOX, &path) <= 0)
		return FALSE;
	if (plain)
		sibling_learn(marked, list, vname, name, path);
	return directory_has_files(t_strconcat(path, "/new", NULL)) > 0;
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

void mail_exchange_marked_init(struct mail_exchange_marked *marked, pool_t pool)
{
	i_zero(marked);
	marked->parent = str_new(pool, 128);
	marked->path = str_new(pool, 256);
}

bool mail_exchange_mailbox_is_marked(struct mail_exchange_marked *marked,
				     const struct mailbox_info *info)
{
	struct mailbox_list *list = info->ns->list;

	if ((info->flags & MAILBOX_MARKED) != 0)
		return TRUE;
	if ((info->flags & (MAILBOX_UNMARKED | MAILBOX_NOSELECT |
			    MAILBOX_NONEXISTENT)) != 0)
		return FALSE;
	if (list_is_maildir(list)) {
		return maildir_has_new(marked, list, info->vname,
				       mail_namespace_get_sep(info->ns));
	}
	/* what the list index knows of INBOX gets lost in Dovecot's list */
	return strcmp(info->vname, "INBOX") == 0 &&
		mailbox_has_recent(list, info->vname);
}
