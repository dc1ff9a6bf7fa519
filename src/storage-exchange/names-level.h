/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef EXCHANGE_NAMES_LEVEL_H
#define EXCHANGE_NAMES_LEVEL_H

#include <sys/stat.h>

/* One name directly below a level. */
struct exchange_names_entry {
	/* folded leaf, or folded cut leaf */
	const char *key;
	/* the last part of the name as it is stored */
	const char *leaf;
	/* key is that of the cut name */
	bool cut:1;
};
ARRAY_DEFINE_TYPE(exchange_names_entry, struct exchange_names_entry);

/* The names directly below a prefix ("" or "a/b/"). */
struct exchange_names_level {
	const char *prefix;

	pool_t pool;
	/* sorted by key, real names before cut ones, then by leaf */
	ARRAY_TYPE(exchange_names_entry) entries;

	/* when it was read, and the state of the folder it was read from */
	time_t read_time;
	struct stat st;
	/* serial number of the resolving that read it */
	unsigned int serial;
	bool have_st:1;
	bool warned:1;
};

/* Reads the names below prefix into level. If the listing fails, the level
   holds what could be read and is read again the next time. */
void exchange_names_level_read(struct exchange_names_level *level,
			       struct mail_namespace *ns);

/* Returns TRUE if names may have been added below the level since it was
   read. */
bool exchange_names_level_is_old(struct exchange_names_level *level,
				 struct mail_namespace *ns);

/* Finds the entries of key. Returns how many there are from entries_r on. */
unsigned int
exchange_names_level_find(struct exchange_names_level *level, const char *key,
			  const struct exchange_names_entry **entries_r);

#endif
