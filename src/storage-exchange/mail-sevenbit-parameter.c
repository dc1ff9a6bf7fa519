/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Content-Type: text/plain; name="Grüße.txt" becomes
   Content-Type: text/plain; name*=utf-8''Gr%C3%BC%C3%9Fe.txt (RFC 2231) */

#include "lib.h"
#include "str.h"
#include "mail-sevenbit-private.h"

#include <ctype.h>

/* Octets of a value in one line; longer ones continue as name*1*, name*2* */
#define PARAMETER_MAX_LEN 20

static size_t parameter_length(const char *p)
{
	const char *start = p;
	bool quoted = FALSE;

	for (; *p != '\0'; p++) {
		if (*p == '"')
			quoted = !quoted;
		else if (quoted && *p == '\\' && p[1] != '\0')
			p++;
		else if (!quoted && *p == ';')
			break;
	}
	return p - start;
}

/* "name = value": the value without quotes */
static bool
parameter_split(const char *p, const char **name_r, const char **value_r)
{
	string_t *value = t_str_new(64);
	const char *eq = strchr(p, '=');
	size_t len;

	p += strspn(p, " \t");
	if (eq == NULL || eq <= p)
		return FALSE;
	len = eq - p;
	while (len > 0 && (p[len - 1] == ' ' || p[len - 1] == '\t'))
		len--;
	*name_r = t_strndup(p, len);
	for (p = eq + 1 + strspn(eq + 1, " \t"); *p != '\0'; p++) {
		if (*p == '"')
			continue;
		if (*p == '\\' && p[1] != '\0')
			p++;
		str_append_c(value, *p);
	}
	*value_r = str_c(value);
	return TRUE;
}

static void percent_append(string_t *dest, const char *value, size_t size)
{
	for (; size > 0; size--, value++) {
		if (i_isalnum(*value) || *value == '.' || *value == '-' ||
		    *value == '_')
			str_append_c(dest, *value);
		else
			str_printfa(dest, "%%%02X", (unsigned char)*value);
	}
}

static void
parameter_append(string_t *dest, const char *name, const char *value)
{
	size_t left = strlen(value), len;
	unsigned int i;

	if (left <= PARAMETER_MAX_LEN) {
		str_printfa(dest, "%s*=utf-8''", name);
		percent_append(dest, value, left);
		return;
	}
	for (i = 0; left > 0; i++) {
		len = I_MIN(left, PARAMETER_MAX_LEN);
		/* keep the octets of a character together */
		while (len < left && ((unsigned char)value[len] & 0xc0) == 0x80)
			len++;
		str_printfa(dest, "%s%s*%u*=%s", i == 0 ? "" : ";\r\n\t", name,
			    i, i == 0 ? "utf-8''" : "");
		percent_append(dest, value, len);
		value += len;
		left -= len;
	}
}

const char *mail_sevenbit_parameter_value(const char *value)
{
	string_t *dest = t_str_new(64);

	value = mail_sevenbit_to_utf8((const unsigned char *)value,
				      strlen(value));
	str_append(dest, "utf-8''");
	percent_append(dest, value, strlen(value));
	return str_c(dest);
}

/* A boundary must fit the lines in the body, whose 8-bit octets are masked, and
   a name that is already in the RFC 2231 form is broken. */
static bool parameter_can_be_encoded(const char *name)
{
	return strcasecmp(name, "boundary") != 0 &&
		strcasecmp(name, "charset") != 0 && strchr(name, '*') == NULL &&
		mail_sevenbit_data_is_clean((const unsigned char *)name,
					    strlen(name));
}

/* One "?" for every octet there was, as in the lines of the body. */
static void masked_append(string_t *dest, const char *text, bool latin1)
{
	for (text += strspn(text, " \t"); *text != '\0'; text++) {
		if ((*text & 0x80) == 0)
			str_append_c(dest, *text);
		else if (!latin1 || (*text & 0xc0) != 0x80)
			str_append_c(dest, '?');
	}
}

void mail_sevenbit_parameters_append(string_t *dest, const char *value,
				     bool latin1)
{
	const char *name, *text, *segment;
	size_t len;
	bool first = TRUE;

	for (; *value != '\0'; first = FALSE) {
		len = parameter_length(value);
		segment = t_strndup(value, len);
		value += len;
		if (*value == ';')
			value++;
		if (!first)
			str_append(dest, ";\r\n\t");
		if (!first &&
		    !mail_sevenbit_data_is_clean((const unsigned char *)segment,
						 len) &&
		    parameter_split(segment, &name, &text) &&
		    parameter_can_be_encoded(name)) {
			parameter_append(dest, name, text);
		} else {
			masked_append(dest, segment, latin1);
		}
	}
}
