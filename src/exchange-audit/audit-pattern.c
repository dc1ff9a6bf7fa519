/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "audit-pattern.h"

#include <regex.h>

struct audit_pattern {
	regex_t regex;
};

static const struct {
	const char *name, *regex;
} placeholders[] = {
	{ "*", ".*" },
	{ "?", "." },
	{ "n", "[0-9]+" },
	{ "8bit", "[\x80-\xff]" },
	{ "crlf", "\r\n" },
};

static void append_quoted(string_t *str, const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (strchr(".[]()*+?{}^$\\|", text[i]) != NULL)
			str_append_c(str, '\\');
		str_append_c(str, text[i]);
	}
}

static void append_choice(string_t *str, const char *text)
{
	const char *const *choices = t_strsplit(text, "|");

	str_append_c(str, '(');
	for (; *choices != NULL; choices++) {
		append_quoted(str, *choices, strlen(*choices));
		if (choices[1] != NULL)
			str_append_c(str, '|');
	}
	str_append_c(str, ')');
}

/* p points to "{". Returns the octets used, 0 if the brace is just one. */
static size_t append_placeholder(string_t *str, const char *p)
{
	const char *end = strpbrk(p + 1, "{}");
	const char *name;
	unsigned int i;

	if (end == NULL || *end != '}')
		return 0;
	name = t_strdup_until(p + 1, end);
	for (i = 0; i < N_ELEMENTS(placeholders); i++) {
		if (strcmp(name, placeholders[i].name) == 0) {
			str_append(str, placeholders[i].regex);
			return end + 1 - p;
		}
	}
	if (strchr(name, '|') == NULL)
		return 0;
	append_choice(str, name);
	return end + 1 - p;
}

struct audit_pattern *audit_pattern_compile(const char *text)
{
	struct audit_pattern *pattern;
	string_t *str = t_str_new(256);
	size_t used;

	str_append_c(str, '^');
	while (*text != '\0') {
		used = *text == '{' ? append_placeholder(str, text) : 0;
		if (used == 0) {
			append_quoted(str, text, 1);
			used = 1;
		}
		text += used;
	}
	str_append_c(str, '$');
	pattern = i_new(struct audit_pattern, 1);
	if (regcomp(&pattern->regex, str_c(str),
		    REG_EXTENDED | REG_NOSUB) != 0)
		i_panic("audit: pattern cannot be compiled: %s", text);
	return pattern;
}

void audit_pattern_free(struct audit_pattern **_pattern)
{
	struct audit_pattern *pattern = *_pattern;

	if (pattern == NULL)
		return;
	*_pattern = NULL;
	regfree(&pattern->regex);
	i_free(pattern);
}

bool audit_pattern_match(const struct audit_pattern *pattern, const char *text)
{
	return regexec(&pattern->regex, text, 0, NULL, 0) == 0;
}

bool audit_match(const char *text, const char *line)
{
	struct audit_pattern *pattern;
	bool ret;

	T_BEGIN {
		pattern = audit_pattern_compile(text);
	} T_END;
	ret = audit_pattern_match(pattern, line);
	audit_pattern_free(&pattern);
	return ret;
}
