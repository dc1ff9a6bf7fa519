/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "array.h"
#include "bsearch-insert-pos.h"
#include "str.h"
#include "mail-namespace.h"
#include "mail-storage.h"
#include "mail-user.h"
#include "mailbox-list-iter.h"
#include "mailbox-list-private.h"
#include "names.h"
#include "names-level.h"
#include "names-resolve.h"

#include <limits.h>

/* How many mailboxes are tried for one name: a store where each of 31 levels
   exists in several cases has more ways through than anyone can wait for. */
#define MAX_TRIES 1000

/* Leaves room in PATH_MAX for the folder of the store. */
#define MAX_PATH (PATH_MAX - 1024)

struct exchange_names {
	struct mail_user *user;
	/* sorted by prefix */
	ARRAY(struct exchange_names_level *) levels;
	unsigned int serial;
};

struct names_walk {
	struct exchange_names *names;
	struct mail_namespace *ns;
	char sep;
	/* read levels again that may have changed */
	bool refresh;
	unsigned int tries;
	const char *found;
	/* the first one found that is a level only, no mailbox */
	const char *found_level;
};

struct exchange_names *exchange_names_init(struct mail_user *user)
{
	struct exchange_names *names = i_new(struct exchange_names, 1);

	names->user = user;
	i_array_init(&names->levels, 8);
	return names;
}

void exchange_names_deinit(struct exchange_names **_names)
{
	struct exchange_names *names = *_names;
	struct exchange_names_level *const *levelp;

	*_names = NULL;
	if (names == NULL)
		return;
	array_foreach(&names->levels, levelp) {
		struct exchange_names_level *level = *levelp;
		char *prefix = (char *)level->prefix;

		pool_unref(&level->pool);
		i_free(prefix);
		i_free(level);
	}
	array_free(&names->levels);
	i_free(names);
}

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

static int
level_prefix_cmp(const char *prefix, struct exchange_names_level *const *level)
{
	return strcmp(prefix, (*level)->prefix);
}

static struct exchange_names_level *
names_level(struct names_walk *walk, const char *prefix)
{
	struct exchange_names *names = walk->names;
	struct exchange_names_level *level;
	unsigned int idx;

	if (array_bsearch_insert_pos(&names->levels, prefix, level_prefix_cmp,
				     &idx)) {
		level = *array_idx(&names->levels, idx);
		if (!walk->refresh || level->serial == names->serial ||
		    !exchange_names_level_is_old(level, walk->ns))
			return level;
	} else {
		level = i_new(struct exchange_names_level, 1);
		level->prefix = i_strdup(prefix);
		array_insert(&names->levels, idx, &level, 1);
	}
	exchange_names_level_read(level, walk->ns);
	level->serial = names->serial;
	return level;
}

static bool
names_walk(struct names_walk *walk, const char *prefix, const char *rest);

/* Returns TRUE if a mailbox was found and the search can end. leaf is one name below prefix that the next part of the name may mean; rest
   is what follows, NULL if nothing does. */
static bool
names_walk_entry(struct names_walk *walk, const char *prefix, const char *leaf,
		 const char *rest)
{
	const char *vname;
	bool selectable;

	if (walk->tries++ == MAX_TRIES)
		return FALSE;
	if (rest != NULL) {
		return names_walk(walk, t_strdup_printf("%s%s%c", prefix, leaf,
							walk->sep), rest);
	}
	vname = t_strconcat(prefix, leaf, NULL);
	if (!exchange_names_exists(walk->ns, vname, &selectable))
		return FALSE;
	if (selectable)
		walk->found = vname;
	else if (walk->found_level == NULL)
		walk->found_level = vname;
	return selectable;
}

/* Finds rest below prefix, which is in the stored spelling. */
static bool
names_walk(struct names_walk *walk, const char *prefix, const char *rest)
{
	const struct exchange_names_entry *entries;
	const char *end = strchr(rest, walk->sep), *part, *key;
	unsigned int i, count;

	part = end == NULL ? rest : t_strdup_until(rest, end);
	rest = end == NULL ? NULL : end + 1;
	key = exchange_name_fold(part);
	count = exchange_names_level_find(names_level(walk, prefix), key,
					  &entries);
	/* a cut name counts when it is the only one */
	if (count > 1 && entries[0].cut)
		return FALSE;
	for (i = 0; i < count; i++) {
		if (strcmp(entries[i].leaf, part) == 0 &&
		    names_walk_entry(walk, prefix, entries[i].leaf, rest))
			return TRUE;
	}
	for (i = 0; i < count; i++) {
		if (entries[i].cut && i > 0)
			break;
		if (strcmp(entries[i].leaf, part) != 0 &&
		    names_walk_entry(walk, prefix, entries[i].leaf, rest))
			return TRUE;
	}
	return FALSE;
}

static bool
names_find(struct exchange_names *names, struct mail_namespace *ns,
	   const char *vname, const char **vname_r)
{
	struct names_walk walk = {
		.names = names,
		.ns = ns,
		.sep = mail_namespace_get_sep(ns),
	};
	const char *rest = vname + ns->prefix_len;

	names->serial++;
	if (!names_walk(&walk, ns->prefix, rest)) {
		walk.refresh = TRUE;
		walk.tries = 0;
		walk.found_level = NULL;
		if (!names_walk(&walk, ns->prefix, rest))
			walk.found = walk.found_level;
	}
	if (walk.found == NULL)
		return FALSE;
	*vname_r = walk.found;
	return TRUE;
}

struct mail_namespace *
exchange_names_namespace(struct exchange_names *names, const char **vname)
{
	struct mail_namespace *ns, *best;
	const char *rest;

	best = mail_namespace_find(names->user->namespaces, *vname);
	for (ns = names->user->namespaces; ns != NULL; ns = ns->next) {
		if (ns->prefix_len > best->prefix_len &&
		    exchange_name_begins(*vname, ns->prefix, &rest)) {
			best = ns;
			*vname = t_strconcat(ns->prefix, rest, NULL);
		}
	}
	return best;
}

bool exchange_names_resolve(struct exchange_names *names, const char *vname,
			    const char **vname_r)
{
	struct mail_namespace *ns;
	bool selectable;

	*vname_r = vname;
	if (strcasecmp(vname, "INBOX") == 0)
		return TRUE;
	ns = exchange_names_namespace(names, &vname);
	if (exchange_names_exists(ns, vname, &selectable)) {
		*vname_r = vname;
		return TRUE;
	}
	if (strncmp(vname, ns->prefix, ns->prefix_len) != 0)
		return FALSE;
	return names_find(names, ns, vname, vname_r);
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

bool exchange_names_subscribed(struct exchange_names *names, const char *vname,
			       const char **vname_r)
{
	static const char *const patterns[] = { "*", NULL };
	struct mailbox_list_iterate_context *iter;
	const struct mailbox_info *info;
	const char *key = exchange_name_fold(vname), *found = NULL;

	iter = mailbox_list_iter_init_namespaces(names->user->namespaces,
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
