/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef EXCHANGE_NAMES_H
#define EXCHANGE_NAMES_H

/* Mailbox names as text. A name is valid UTF-8 without NUL, its levels are
   parted by sep. Nothing here knows about storage. Results live on the data
   stack unless said otherwise. */

/* C0002: levels of a hierarchy */
#define EXCHANGE_NAME_MAX_DEPTH 31
/* C0003, MS-OXIMAP4 <2> "the folder name": characters of one level */
#define EXCHANGE_NAME_MAX_CHARS 250

/* Returns the key under which name is compared (V0008), on the data stack: every
   character in its Unicode title case. Two names are the same to Exchange when
   their keys are. Accents and decompositions stay apart. */
const char *exchange_name_fold(const char *name);

/* Returns TRUE if name begins with prefix, spelled in any case; rest_r points
   behind it into name. */
bool exchange_name_begins(const char *name, const char *prefix,
			  const char **rest_r);

/* Returns how many levels name has: 0 for "", 2 for "a/b". */
unsigned int exchange_name_depth(const char *name, char sep);

/* Returns TRUE if a level of name has more than EXCHANGE_NAME_MAX_CHARS
   characters (Unicode code points). */
bool exchange_name_too_long(const char *name, char sep);

/* Returns name with every level cut to EXCHANGE_NAME_MAX_CHARS characters;
   name itself if nothing is too long. As characters stay whole, so do the
   mUTF-7 runs that are made of them later. */
const char *exchange_name_cut(const char *name, char sep);

/* Returns name without the separators at its end. */
const char *exchange_name_strip(const char *name, char sep);

/* Returns the name above name, NULL if it is on the highest level. */
const char *exchange_name_parent(const char *name, char sep);

struct exchange_name_pattern;

/* Compiles a LIST pattern (RFC 3501 section 6.3.8) as the client sent it, in
   mUTF-7. It matches without regard to case (V0008) and also where it cuts an
   mUTF-7 run: "g&*" finds "g&APw-n" (V0032). */
struct exchange_name_pattern *
exchange_name_pattern_init(pool_t pool, const char *pattern, char sep);

/* Returns TRUE if name matches. */
bool exchange_name_pattern_match(struct exchange_name_pattern *pattern,
				 const char *name);

/* Returns a pattern for Dovecot's own listing that finds at least every name
   which pattern may match: the same levels, each as "%", up to the first "*". */
const char *exchange_name_pattern_widen(const char *pattern, char sep);

#endif
