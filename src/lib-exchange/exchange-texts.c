/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "exchange-texts.h"

#define HOSTNAME_VARIABLE "%{hostname}"

/* Response codes that a tagged OK keeps (V0048); everything else that Dovecot
   has is unknown to Exchange. */
static const char *const ok_codes[] = {
	"READ-WRITE", "READ-ONLY", "APPENDUID", "COPYUID", NULL
};

const char *exchange_greeting(const struct exchange_profile *profile,
			      const char *custom, const char *hostname)
{
	const char *banner, *var;

	if (custom[0] != '\0')
		return custom;
	banner = exchange_version_info(profile->version)->banner;
	var = strstr(banner, HOSTNAME_VARIABLE);
	if (var == NULL)
		return banner;
	return t_strconcat(t_strdup_until(banner, var), hostname,
			   var + strlen(HOSTNAME_VARIABLE), NULL);
}

const char *exchange_logout_bye(const struct exchange_profile *profile)
{
	return t_strdup_printf("Microsoft Exchange Server %s IMAP4 server "
		"signing off.", exchange_version_info(profile->version)->year);
}

/* "[CODE ...] " if data ("OK [CODE ...] text") has a code to keep, else "" */
static const char *ok_code(const char *data)
{
	const char *code = data + strlen("OK ["), *end;

	if (strncmp(data, "OK [", strlen("OK [")) != 0)
		return "";
	end = strchr(code, ']');
	if (end == NULL || !str_array_icase_find(ok_codes,
			t_strdup_until(code, code + strcspn(code, " ]"))))
		return "";
	return t_strdup_printf("[%s] ", t_strdup_until(code, end));
}

/* "UID FETCH" says FETCH */
static const char *command_word(const char *cmd_name)
{
	const char *name = t_str_ucase(cmd_name);

	return strncmp(name, "UID ", 4) == 0 ? name + 4 : name;
}

const char *exchange_tagged(const struct exchange_profile *profile,
			    const char *cmd_name, const char *data)
{
	if (!exchange_has(profile, EXCHANGE_TAGGED_TEXTS) ||
	    cmd_name == NULL || strncmp(data, "OK ", 3) != 0)
		return data;
	if (strcasecmp(cmd_name, "ID") == 0) {
		/* the one text without a dot */
		return "OK ID completed";
	}
	return t_strdup_printf("OK %s%s completed.", ok_code(data),
			       command_word(cmd_name));
}
