/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "unichar.h"
#include "names.h"

unsigned int exchange_name_depth(const char *name, char sep)
{
	unsigned int depth = 1;

	if (*name == '\0')
		return 0;
	for (; *name != '\0'; name++) {
		if (*name == sep)
			depth++;
	}
	return depth;
}

/* Returns the octets of a level that begins at name. */
static size_t level_size(const char *name, char sep)
{
	const char *end = strchr(name, sep);

	return end == NULL ? strlen(name) : (size_t)(end - name);
}

/* Returns how many octets of a level may stay. */
static size_t level_keep(const char *name, size_t size)
{
	size_t pos = 0;
	unsigned int chars;

	if (size <= EXCHANGE_NAME_MAX_CHARS)
		return size;
	for (chars = 0; chars < EXCHANGE_NAME_MAX_CHARS && pos < size; chars++)
		pos += uni_utf8_char_bytes(name[pos]);
	return I_MIN(pos, size);
}

bool exchange_name_too_long(const char *name, char sep)
{
	size_t size;

	for (;; name += size + 1) {
		size = level_size(name, sep);
		if (level_keep(name, size) < size)
			return TRUE;
		if (name[size] == '\0')
			return FALSE;
	}
}

const char *exchange_name_cut(const char *name, char sep)
{
	string_t *str;
	size_t size;

	if (!exchange_name_too_long(name, sep))
		return name;
	str = t_str_new(EXCHANGE_NAME_MAX_CHARS * 2);
	for (;; name += size + 1) {
		size = level_size(name, sep);
		str_append_data(str, name, level_keep(name, size));
		if (name[size] == '\0')
			return str_c(str);
		str_append_c(str, sep);
	}
}

const char *exchange_name_strip(const char *name, char sep)
{
	size_t size = strlen(name);

	while (size > 0 && name[size - 1] == sep)
		size--;
	return name[size] == '\0' ? name : t_strndup(name, size);
}

const char *exchange_name_parent(const char *name, char sep)
{
	const char *end = strrchr(name, sep);

	return end == NULL ? NULL : t_strdup_until(name, end);
}
