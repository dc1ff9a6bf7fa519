/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "strnum.h"
#include "exchange-append.h"
#include "exchange-flags.h"

static size_t octet_find(const unsigned char *args, size_t size, size_t pos,
			 unsigned char c)
{
	const unsigned char *p = memchr(args + pos, c, size - pos);

	return p == NULL ? size : (size_t)(p - args);
}

/* args begin with {n+} CRLF and n octets. Returns size if they do not fit. */
static size_t literal_skip(const unsigned char *args, size_t size)
{
	size_t begin = octet_find(args, size, 0, '\n');
	uoff_t len;
	const char *number;

	if (begin == size)
		return size;
	begin++;
	number = t_strndup(args + 1, octet_find(args, begin, 1, '+') - 1);
	if (str_to_uoff(number, &len) < 0 || len > size - begin)
		return size;
	return begin + len;
}

static size_t quoted_skip(const unsigned char *args, size_t size)
{
	size_t pos;

	for (pos = 1; pos < size && args[pos] != '"'; pos++) {
		if (args[pos] == '\\')
			pos++;
	}
	return pos < size ? pos + 1 : size;
}

static size_t spaces_skip(const unsigned char *args, size_t size, size_t pos)
{
	while (pos < size && args[pos] == ' ')
		pos++;
	return pos;
}

/* Returns where the argument behind the mailbox begins. */
static size_t mailbox_skip(const unsigned char *args, size_t size)
{
	size_t pos;

	if (size == 0)
		return size;
	if (args[0] == '{')
		pos = literal_skip(args, size);
	else if (args[0] == '"')
		pos = quoted_skip(args, size);
	else
		pos = octet_find(args, size, 0, ' ');
	return spaces_skip(args, size, pos);
}

/* Returns where the list of flags begins, behind its "(", or size if there is
   none. */
static size_t flags_find(const unsigned char *args, size_t size)
{
	size_t pos = mailbox_skip(args, size);

	return pos < size && args[pos] == '(' ? pos + 1 : size;
}

/* Returns TRUE if some are ignored. */
static bool
flags_append(const struct exchange_profile *profile, const char *const *flags,
	     string_t *dest)
{
	bool first = TRUE, ignored = FALSE;

	for (; *flags != NULL; flags++) {
		if (exchange_flag_is_ignored(profile, *flags)) {
			ignored = TRUE;
			continue;
		}
		if (!first)
			str_append_c(dest, ' ');
		str_append(dest, *flags);
		first = FALSE;
	}
	return ignored;
}

bool exchange_append_flags(const struct exchange_profile *profile,
			   const unsigned char *args, size_t size,
			   string_t *dest)
{
	size_t begin = flags_find(args, size), end;
	const char *const *flags;
	bool ret;

	end = octet_find(args, size, begin, ')');
	if (end == size || memchr(args + begin, '\0', end - begin) != NULL)
		return FALSE;
	flags = t_strsplit_spaces(t_strndup(args + begin, end - begin), " ");
	str_append_data(dest, args, begin);
	ret = flags_append(profile, flags, dest);
	str_append_data(dest, args + end, size - end);
	return ret;
}

bool exchange_append_is_plain(const unsigned char *args, size_t size)
{
	size_t pos = mailbox_skip(args, size);

	if (pos < size && args[pos] == '(') {
		pos = octet_find(args, size, pos, ')');
		pos = spaces_skip(args, size, I_MIN(pos + 1, size));
	}
	if (pos < size && args[pos] == '"') {
		pos += quoted_skip(args + pos, size - pos);
		pos = spaces_skip(args, size, pos);
	}
	return pos < size && args[pos] == '{' &&
		memchr(args + pos, ' ', size - pos) == NULL;
}
