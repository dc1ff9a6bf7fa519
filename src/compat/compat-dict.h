/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef COMPAT_DICT_H
#define COMPAT_DICT_H

struct dict;

/* Opens a dict for the auth process: the one with the URI args where dicts are
   named by URIs, else the one in the block name { dict ... { } }.
   Returns 0, or -1 and a sentence in error_r. */
int compat_dict_init(const char *args, const char *name, struct dict **dict_r,
		     const char **error_r);

#endif
