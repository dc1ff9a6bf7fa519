/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* The four documented forms and what people use beside them:

     domain/delegate/principal        delegate@dns/principal
     domain/delegate/principal@dns    delegate@dns/principal@dns
     domain/user                      user   user@dns

   and the same with \ in the place of each /. */

#include "lib.h"
#include "unichar.h"
#include "exchange-login-name.h"

#define SEPARATORS "/\\"
#define MAX_PARTS 3

static bool has_separator(const unsigned char *data, size_t size)
{
	return memchr(data, '/', size) != NULL ||
		memchr(data, '\\', size) != NULL;
}

static bool has_control(const unsigned char *data, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++) {
		if (data[i] < 0x20 || data[i] == 0x7f)
			return TRUE;
	}
	return FALSE;
}

static bool octets_verify(const unsigned char *data, size_t size,
			  const char **error_r)
{
	if (size == 0)
		*error_r = "it is empty";
	else if (memchr(data, '\0', size) != NULL)
		*error_r = "it has a NUL";
	else if (!has_separator(data, size))
		return TRUE; /* Dovecot's to judge, as ever */
	else if (size > EXCHANGE_LOGIN_NAME_MAX)
		*error_r = "it is too long";
	else if (has_control(data, size))
		*error_r = "it has a control character";
	else if (!uni_utf8_data_is_valid(data, size))
		*error_r = "it is not UTF-8";
	else
		return TRUE;
	return FALSE;
}

/* user@dns, each side with at least one character */
static bool is_upn(const char *name)
{
	const char *at = strchr(name, '@');

	return at != NULL && at != name && at[1] != '\0' &&
		strchr(at + 1, '@') == NULL;
}

static bool is_alias(const char *name)
{
	return *name != '\0' && strchr(name, '@') == NULL;
}

static bool is_alias_or_upn(const char *name)
{
	return is_alias(name) || is_upn(name);
}

/* Returns the number of parts, MAX_PARTS + 1 if there are more than that. */
static unsigned int
parts_split(const char *str, const char *parts_r[MAX_PARTS])
{
	unsigned int count = 0;
	size_t len;

	while (count < MAX_PARTS) {
		len = strcspn(str, SEPARATORS);
		parts_r[count++] = t_strndup(str, len);
		if (str[len] == '\0')
			return count;
		str += len + 1;
	}
	return count + 1;
}

static bool
two_parts(const char *const *parts, struct exchange_login_name *name_r)
{
	if (is_upn(parts[0])) {
		name_r->user = parts[0];
		name_r->principal = parts[1];
		return is_alias_or_upn(parts[1]);
	}
	name_r->domain = parts[0];
	name_r->user = parts[1];
	return is_alias(parts[0]) && is_alias(parts[1]);
}

static bool
three_parts(const char *const *parts, struct exchange_login_name *name_r)
{
	name_r->domain = parts[0];
	name_r->user = parts[1];
	name_r->principal = parts[2];
	return is_alias(parts[0]) && is_alias(parts[1]) &&
		is_alias_or_upn(parts[2]);
}

bool exchange_login_name_parse(const void *data, size_t size,
			       struct exchange_login_name *name_r,
			       const char **error_r)
{
	const char *parts[MAX_PARTS];
	bool valid;

	i_zero(name_r);
	if (!octets_verify(data, size, error_r))
		return FALSE;
	switch (parts_split(t_strndup(data, size), parts)) {
	case 1:
		name_r->user = parts[0];
		return TRUE;
	case 2:
		valid = two_parts(parts, name_r);
		break;
	case 3:
		valid = three_parts(parts, name_r);
		break;
	default:
		*error_r = "it has too many parts";
		return FALSE;
	}
	if (!valid)
		*error_r = "a part is empty or has its @ at a wrong place";
	return valid;
}

/* Returns the format that domains has for domain, NULL if none. The entry *
   counts only if any is set. */
static const char *
format_find(const char *domains, const char *domain, bool any)
{
	const char *const *entries = t_strsplit_spaces(domains, " ,\t");
	const char *format, *found = NULL;

	for (; *entries != NULL; entries++) {
		format = strchr(*entries, '=');
		if (format == NULL)
			continue;
		if (strcasecmp(t_strdup_until(*entries, format), domain) == 0)
			return format + 1;
		if (any && found == NULL && strncmp(*entries, "*=", 2) == 0)
			found = format + 1;
	}
	return found;
}

static const char *format_apply(const char *format, const char *alias)
{
	const char *star = strchr(format, '*');

	i_assert(star != NULL);
	return t_strconcat(t_strdup_until(format, star), alias, star + 1, NULL);
}

/* A UPN stays as it is unless its DNS name has an entry. */
static const char *upn_map(const char *domains, const char *upn)
{
	const char *at = strchr(upn, '@');
	const char *format = format_find(domains, at + 1, FALSE);

	return format == NULL ? upn :
		format_apply(format, t_strdup_until(upn, at));
}

/* The format for the aliases in name. */
static const char *
alias_format(const struct exchange_login_name *name, const char *domains)
{
	const char *dns, *format;

	if (name->domain != NULL)
		return format_find(domains, name->domain, TRUE);
	dns = strchr(name->user, '@') + 1;
	format = format_find(domains, dns, FALSE);
	return format != NULL ? format : t_strconcat("*@", dns, NULL);
}

static const char *
part_map(const char *domains, const char *format, const char *part)
{
	return is_upn(part) ? upn_map(domains, part) :
		format_apply(format, part);
}

bool exchange_login_name_map(const struct exchange_login_name *name,
			     const char *domains, const char **authcid_r,
			     const char **authzid_r, const char **error_r)
{
	const char *format;

	*authzid_r = NULL;
	if (name->domain == NULL && name->principal == NULL) {
		*authcid_r = is_upn(name->user) ?
			upn_map(domains, name->user) : name->user;
		return TRUE;
	}
	format = alias_format(name, domains);
	if (format == NULL) {
		*error_r = t_strdup_printf("exchange_login_domains has no "
					   "domain '%s'", name->domain);
		return FALSE;
	}
	*authcid_r = part_map(domains, format, name->user);
	if (name->principal != NULL)
		*authzid_r = part_map(domains, format, name->principal);
	return TRUE;
}

static bool domain_entry_verify(const char *entry)
{
	const char *format = strchr(entry, '='), *star;

	if (format == NULL || format == entry)
		return FALSE;
	star = strchr(++format, '*');
	return star != NULL && strchr(star + 1, '*') == NULL &&
		strpbrk(entry, SEPARATORS) == NULL;
}

bool exchange_login_domains_verify(const char *domains, const char **error_r)
{
	const char *const *entries = t_strsplit_spaces(domains, " ,\t");

	for (; *entries != NULL; entries++) {
		if (domain_entry_verify(*entries))
			continue;
		*error_r = t_strdup_printf("exchange_login_domains: '%s' must "
			"be DOMAIN=FORMAT, with one * in FORMAT for the user's "
			"alias: CONTOSO=*@contoso.com", *entries);
		return FALSE;
	}
	return TRUE;
}
