/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Names are read one level at a time, so that the size of a mailbox store
   outside of the path that is asked for costs nothing. */

#include "lib.h"
#include "array.h"
#include "bsearch-insert-pos.h"
#include "ioloop.h"
#include "str-sanitize.h"
#include "mail-namespace.h"
#include "mail-user.h"
#include "mailbox-list-iter.h"
#include "mailbox-list-private.h"
#include "names.h"
#include "names-level.h"

#include <time.h>

/* A folder that was changed so shortly before it was read may change again
   without another time stamp. */
#define RACY_SECS 2
/* What time stamps do not show, ACLs for one, is seen after this time. */
#define MAX_AGE_SECS 10

#define LIST_INDEX_LOG "dovecot.list.index.log"

static int
entry_cmp(const struct exchange_names_entry *e1,
	  const struct exchange_names_entry *e2)
{
	int ret = strcmp(e1->key, e2->key);

	if (ret == 0)
		ret = (e1->cut ? 1 : 0) - (e2->cut ? 1 : 0);
	return ret != 0 ? ret : strcmp(e1->leaf, e2->leaf);
}

static int
entry_key_cmp(const char *key, const struct exchange_names_entry *entry)
{
	return strcmp(key, entry->key);
}

static void
level_add(struct exchange_names_level *level, const char *leaf, char sep)
{
	struct exchange_names_entry *entry;

	leaf = p_strdup(level->pool, leaf);
	entry = array_append_space(&level->entries);
	entry->leaf = leaf;
	T_BEGIN {
		entry->key = p_strdup(level->pool, exchange_name_fold(leaf));
	} T_END;
	if (!exchange_name_too_long(leaf, sep))
		return;
	entry = array_append_space(&level->entries);
	entry->leaf = leaf;
	entry->cut = TRUE;
	T_BEGIN {
		entry->key = p_strdup(level->pool, exchange_name_fold(
			exchange_name_cut(leaf, sep)));
	} T_END;
}

/* Returns the folder whose time stamp changes when a name is added below
   prefix, NULL if there is none. */
static const char *
level_path(struct exchange_names_level *level, struct mail_namespace *ns)
{
	struct mailbox_list *list = ns->list;
	const char *path, *parent;

	if (strcmp(list->name, MAILBOX_LIST_NAME_INDEX) == 0) {
		return !mailbox_list_get_root_path(list,
			MAILBOX_LIST_PATH_TYPE_LIST_INDEX, &path) ? NULL :
			t_strconcat(path, "/"LIST_INDEX_LOG, NULL);
	}
	if (strcmp(list->name, MAILBOX_LIST_NAME_MAILDIRPLUSPLUS) == 0 ||
	    strcmp(level->prefix, ns->prefix) == 0) {
		return mailbox_list_get_root_path(list,
			MAILBOX_LIST_PATH_TYPE_DIR, &path) ? path : NULL;
	}
	if (strcmp(list->name, MAILBOX_LIST_NAME_FS) != 0)
		return NULL;
	parent = exchange_name_strip(level->prefix, mail_namespace_get_sep(ns));
	/* INBOX may be elsewhere than the folder of its children */
	if (strcasecmp(parent, "INBOX") == 0)
		return NULL;
	parent = mailbox_list_get_storage_name(list, parent);
	return mailbox_list_get_path(list, parent, MAILBOX_LIST_PATH_TYPE_DIR,
				     &path) > 0 ? path : NULL;
}

static bool
level_stat(struct exchange_names_level *level, struct mail_namespace *ns,
	   struct stat *st_r)
{
	const char *path;
	bool ret;

	T_BEGIN {
		path = level_path(level, ns);
		ret = path != NULL && stat(path, st_r) == 0;
	} T_END;
	return ret;
}

/* V0008 makes one of two such names unreachable by other spellings. */
static void
level_warn(struct exchange_names_level *level, struct mail_namespace *ns)
{
	const struct exchange_names_entry *entry, *prev = NULL;

	array_foreach(&level->entries, entry) {
		if (prev != NULL && !entry->cut && !prev->cut &&
		    strcmp(entry->key, prev->key) == 0) {
			e_warning(ns->user->event, "imap_exchange: "
				"Mailboxes %s%s and %s%s differ only in case: "
				"another spelling opens the first of them",
				str_sanitize(level->prefix, 256),
				str_sanitize(prev->leaf, 256),
				str_sanitize(level->prefix, 256),
				str_sanitize(entry->leaf, 256));
			level->warned = TRUE;
			return;
		}
		prev = entry;
	}
}

static void
level_list(struct exchange_names_level *level, struct mail_namespace *ns)
{
	struct mailbox_list_iterate_context *iter;
	const struct mailbox_info *info;
	size_t prefix_len = strlen(level->prefix);
	char sep = mail_namespace_get_sep(ns);

	/* the prefix may hold wildcards and then finds too much */
	iter = mailbox_list_iter_init(ns->list,
		t_strconcat(level->prefix, "%", NULL),
		MAILBOX_LIST_ITER_RETURN_NO_FLAGS);
	while ((info = mailbox_list_iter_next(iter)) != NULL) {
		const char *leaf = info->vname + prefix_len;

		if (strncmp(info->vname, level->prefix, prefix_len) == 0 &&
		    *leaf != '\0' && strchr(leaf, sep) == NULL)
			level_add(level, leaf, sep);
	}
	if (mailbox_list_iter_deinit(&iter) < 0)
		level->have_st = FALSE;
}

void exchange_names_level_read(struct exchange_names_level *level,
			       struct mail_namespace *ns)
{
	pool_unref(&level->pool);
	level->pool = pool_alloconly_create("exchange names level", 4096);
	p_array_init(&level->entries, level->pool, 32);
	/* first the stamp, then the names: a name that comes in between is
	   then read twice, not missed */
	level->read_time = time(NULL);
	level->have_st = level_stat(level, ns, &level->st);
	T_BEGIN {
		level_list(level, ns);
	} T_END;
	array_sort(&level->entries, entry_cmp);
	if (!level->warned)
		level_warn(level, ns);
}

bool exchange_names_level_is_old(struct exchange_names_level *level,
				 struct mail_namespace *ns)
{
	struct stat st;
	time_t now = time(NULL);

	if (!level->have_st || now < level->read_time ||
	    now - level->read_time > MAX_AGE_SECS ||
	    level->st.st_mtime + RACY_SECS >= level->read_time)
		return TRUE;
	return !level_stat(level, ns, &st) ||
		st.st_ino != level->st.st_ino ||
		st.st_size != level->st.st_size ||
		st.st_mtim.tv_sec != level->st.st_mtim.tv_sec ||
		st.st_mtim.tv_nsec != level->st.st_mtim.tv_nsec;
}

unsigned int
exchange_names_level_find(struct exchange_names_level *level, const char *key,
			  const struct exchange_names_entry **entries_r)
{
	const struct exchange_names_entry *entries;
	unsigned int i, count, first;

	entries = array_get(&level->entries, &count);
	(void)array_bsearch_insert_pos(&level->entries, key, entry_key_cmp, &i);
	/* any of the equal ones was hit */
	for (first = i; first > 0; first--) {
		if (strcmp(entries[first - 1].key, key) != 0)
			break;
	}
	for (i = first; i < count && strcmp(entries[i].key, key) == 0; i++) ;
	*entries_r = entries + first;
	return i - first;
}
