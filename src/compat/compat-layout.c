/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#ifndef _GNU_SOURCE
#  define _GNU_SOURCE	/* dladdr1() */
#endif
#include "lib.h"
#include "compat-layout.h"

#include <dlfcn.h>
#include <link.h>

bool compat_layout_size_is(const void *symbol, size_t size)
{
	void *extra = NULL;
	const ElfW(Sym) *sym;
	Dl_info info;

	if (dladdr1(symbol, &info, &extra, RTLD_DL_SYMENT) == 0 ||
	    extra == NULL || info.dli_saddr != symbol)
		return TRUE;
	sym = extra;
	return sym->st_size == size;
}
