/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "array.h"
#include "bsearch-insert-pos.h"
#include "str.h"
#include "mail-namespace.h"
#include "mail-user.h"
#include "names.h"
#include "names-level.h"
#include "names-resolve.h"

/* How many mailboxes are tried for one name: a store where each of 31 levels
   exists in several cases has more ways through than anyone can wait for. */
#define MAX_TRIES 1000

struct exchange_names {
	struct mail_user *user;
	/* sorted by prefix */
	ARRAY(struct exchange_names_level *) levels;
	unsigned int serial;
	/* the last name that was looked up and existed as spelled */
	char *exact;
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
	i_free(names->exact);
	i_free(names);
}

static int
level_prefix_cmp(const char *prefix, struct exchange_names_level *const *level)
{
	return strcmp(prefix, (*level)->prefix);
}

static bool
level_lookup(struct exchange_names *names, const char *prefix,
	     unsigned int *idx_r)
{
	return array_bsearch_insert_pos(&names->levels, prefix,
					level_prefix_cmp, idx_r);
}

static struct exchange_names_level *
names_level(struct names_walk *walk, const char *prefix)
{
	struct exchange_names *names = walk->names;
	struct exchange_names_level *level;
	unsigned int idx;

	if (level_lookup(names, prefix, &idx)) {
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

/* Returns the only name below prefix that part can mean, as far as is known;
   NULL if there are several or none. */
static const char *
guess_leaf(struct exchange_names *names, const char *prefix, const char *part)
{
	const struct exchange_names_entry *entries;
	unsigned int idx, i, count;

	if (!level_lookup(names, prefix, &idx))
		return NULL;
	count = exchange_names_level_find(*array_idx(&names->levels, idx),
		exchange_name_fold(part), &entries);
	for (i = 0; i < count; i++) {
		if (strcmp(entries[i].leaf, part) == 0)
			return part;
	}
	return count == 1 ? entries[0].leaf : NULL;
}

bool exchange_names_guess(struct exchange_names *names,
			  struct mail_namespace *ns, const char *vname,
			  const char **vname_r)
{
	char sep[] = { mail_namespace_get_sep(ns), '\0' };
	const char *const *parts, *leaf, *guess = ns->prefix;

	/* nothing is known before the first other spelling */
	if (array_count(&names->levels) == 0 ||
	    strncmp(vname, ns->prefix, ns->prefix_len) != 0)
		return FALSE;
	parts = t_strsplit(vname + ns->prefix_len, sep);
	for (; *parts != NULL; parts++) {
		leaf = guess_leaf(names, guess, *parts);
		if (leaf == NULL)
			return FALSE;
		guess = t_strconcat(guess, leaf, parts[1] != NULL ? sep : NULL,
				    NULL);
	}
	if (strcmp(guess, vname) == 0 || exchange_names_on_disk(ns, vname))
		return FALSE;
	*vname_r = guess;
	return TRUE;
}

struct mail_namespace *
exchange_names_namespace(struct exchange_names *names, const char **vname)
{
	struct mail_namespace *ns, *best, *namespaces = names->user->namespaces;
	const char *rest;

	best = mail_namespace_find(namespaces, *vname);
	for (ns = namespaces; ns != NULL; ns = ns->next) {
		if (ns->prefix_len > best->prefix_len &&
		    exchange_name_begins(*vname, ns->prefix, &rest))
			best = ns;
	}
	if (strncmp(*vname, best->prefix, best->prefix_len) == 0 ||
	    !exchange_name_begins(*vname, best->prefix, &rest))
		return best;
	*vname = t_strconcat(best->prefix, rest, NULL);
	/* it may make one for the user that is named there */
	return mail_namespace_find(namespaces, *vname);
}

/* Returns TRUE if the user has a mailbox or a level of that exact name. */
static bool
names_find_exact(struct exchange_names *names, struct mail_namespace *ns,
		 const char *vname)
{
	bool selectable;

	/* APPEND to one mailbox again and again */
	if (names->exact != NULL && strcmp(names->exact, vname) == 0 &&
	    exchange_names_on_disk(ns, vname))
		return TRUE;
	if (!exchange_names_exists(ns, vname, &selectable))
		return FALSE;
	i_free(names->exact);
	names->exact = i_strdup(vname);
	return TRUE;
}

bool exchange_names_resolve(struct exchange_names *names, const char *vname,
			    const char **vname_r)
{
	struct mail_namespace *ns;

	*vname_r = vname;
	if (strcasecmp(vname, "INBOX") == 0)
		return TRUE;
	ns = exchange_names_namespace(names, &vname);
	if (names_find_exact(names, ns, vname)) {
		*vname_r = vname;
		return TRUE;
	}
	if (strncmp(vname, ns->prefix, ns->prefix_len) != 0)
		return FALSE;
	return names_find(names, ns, vname, vname_r);
}
