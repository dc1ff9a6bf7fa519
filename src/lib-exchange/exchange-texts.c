/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "exchange-capability.h"
#include "exchange-failure.h"
#include "exchange-texts.h"

#define HOSTNAME_VARIABLE "%{hostname}"

/* Response codes that tagged replies keep (V0048); everything else that Dovecot
   has is unknown to Exchange. */
static const struct {
	const char *code, *capability;
} kept_codes[] = {
	{ "READ-WRITE", NULL },
	{ "READ-ONLY", NULL },
	{ "TRYCREATE", NULL },
	{ "REFERRAL", NULL },
	{ "APPENDUID", "UIDPLUS" },
	{ "COPYUID", "UIDPLUS" },
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

const char *exchange_id(const struct exchange_profile *profile)
{
	return t_strdup_printf("* ID (\"name\" "
		"\"Microsoft.Exchange.Imap4.Imap4Server\" \"version\" \"%s\")",
		exchange_version_info(profile->version)->number);
}

static bool
code_is_kept(const struct exchange_profile *profile, const char *code)
{
	size_t len = strcspn(code, " ]");
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(kept_codes); i++) {
		if (strlen(kept_codes[i].code) != len ||
		    strncasecmp(code, kept_codes[i].code, len) != 0)
			continue;
		return kept_codes[i].capability == NULL ||
			exchange_capability_offers(profile,
						   kept_codes[i].capability);
	}
	return FALSE;
}

/* text may begin with "[CODE ...] ". Returns "[CODE ...] " if the code is one
   to keep, else ""; moves text to what follows the code. */
static const char *
code_take(const struct exchange_profile *profile, const char **text)
{
	const char *code = *text + 1, *end;

	if (**text != '[' || (end = strchr(code, ']')) == NULL)
		return "";
	*text = end[1] == ' ' ? end + 2 : end + 1;
	if (exchange_has(profile, EXCHANGE_RESPONSE_CODES) &&
	    !code_is_kept(profile, code))
		return "";
	return t_strdup_printf("[%s] ", t_strdup_until(code, end));
}

/* "UID FETCH" says FETCH */
static const char *command_word(const char *cmd_name)
{
	const char *name = t_str_ucase(cmd_name);

	return strncmp(name, "UID ", 4) == 0 ? name + 4 : name;
}

static const char *
tagged_ok(const struct exchange_profile *profile, const char *cmd_name,
	  const char *text)
{
	const char *code = code_take(profile, &text);

	if (strcasecmp(cmd_name, "ID") == 0) {
		/* the one text without a dot */
		return "OK ID completed";
	}
	return t_strdup_printf("OK %s%s completed.", code,
			       command_word(cmd_name));
}

const char *exchange_tagged(const struct exchange_profile *profile,
			    const char *cmd_name, const char *data)
{
	const char *text = strchr(data, ' '), *code;

	if (text == NULL)
		return data;
	text++;
	if (exchange_begins(data, "OK ")) {
		return cmd_name == NULL ||
			!exchange_has(profile, EXCHANGE_TAGGED_TEXTS) ? data :
			tagged_ok(profile, cmd_name, text);
	}
	code = code_take(profile, &text);
	if (exchange_has(profile, EXCHANGE_ASCII_RESPONSES))
		text = exchange_ascii(text);
	return t_strconcat(t_strcut(data, ' '), " ", code, text, NULL);
}
