/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "unichar.h"
#include "names.h"

#include <ctype.h>

/* Reads one character; an octet that is no UTF-8 stands for itself. Returns
   its octets, 0 at the end. */
static size_t char_read(const char *p, size_t size, unichar_t *chr_r)
{
	int ret;

	if (size == 0)
		return 0;
	if ((unsigned char)*p < 0x80) {
		*chr_r = (unsigned char)*p;
		return 1;
	}
	ret = uni_utf8_get_char_n(p, size, chr_r);
	if (ret > 0)
		return ret;
	*chr_r = (unsigned char)*p;
	return 1;
}

static unichar_t char_fold(unichar_t chr)
{
	if (chr < 0x80)
		return i_toupper(chr);
	return uni_ucs4_to_titlecase(chr);
}

const char *exchange_name_fold(const char *name)
{
	size_t size = strlen(name);
	const char *end = name + size;
	string_t *key = t_str_new(size + 16);
	unichar_t chr;

	while (name < end) {
		name += char_read(name, end - name, &chr);
		uni_ucs4_to_utf8_c(char_fold(chr), key);
	}
	return str_c(key);
}

bool exchange_name_begins(const char *name, const char *prefix,
			  const char **rest_r)
{
	size_t name_size = strlen(name), prefix_size = strlen(prefix), n;
	unichar_t chr, prefix_chr;

	while (prefix_size > 0) {
		n = char_read(prefix, prefix_size, &prefix_chr);
		prefix += n;
		prefix_size -= n;
		n = char_read(name, name_size, &chr);
		if (n == 0 || char_fold(chr) != char_fold(prefix_chr))
			return FALSE;
		name += n;
		name_size -= n;
	}
	*rest_r = name;
	return TRUE;
}
