/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* The failures of exchange-facts, and how Dovecot's own failures map to them.
   Dovecot says what it means in three ways: by where it fails (unknown command,
   parser), by a fixed text, and by the response code of a storage error. They
   are asked in this order. */

#include "lib.h"
#include "str.h"
#include "imap-utf7.h"
#include "exchange-failure.h"

/* 2003 has a style of its own. Two or more sources have the first two; the
   others follow their pattern. Where 2003 is NULL, all versions say the same. */
static const struct {
	const char *text, *text_2003;
} failure_texts[] = {
	[EXCHANGE_FAILURE_COMMAND] = { "BAD Command Error. 10",
		"BAD Protocol Error: \"Unidentifiable command specified\"." },
	[EXCHANGE_FAILURE_TAG] = { "BAD Command Error. 10",
		"BAD Protocol Error: \"Tag not found in command\"." },
	[EXCHANGE_FAILURE_VALUE] = { "BAD Command Argument Error. 11",
		"BAD Protocol Error: \"Invalid argument specified\"." },
	[EXCHANGE_FAILURE_COUNT] = { "BAD Command Argument Error. 12",
		"BAD Protocol Error: \"Wrong number of arguments specified\"." },
	[EXCHANGE_FAILURE_STATE] = {
		"BAD Command received in Invalid state.", NULL },
	[EXCHANGE_FAILURE_READONLY] = {
		"NO Command received in Invalid state.", NULL },
	[EXCHANGE_FAILURE_LOGIN] = { "NO LOGIN failed.", NULL },
	[EXCHANGE_FAILURE_AUTHENTICATE] = { "NO AUTHENTICATE failed.", NULL },
	[EXCHANGE_FAILURE_CANCELED] = {
		"NO The AUTH protocol exchange was canceled by the client.",
		NULL },
	/* OX 2.2.1: BAD, its text is free */
	[EXCHANGE_FAILURE_MECHANISM] = { "BAD Command Argument Error. 11",
		"BAD Protocol Error: \"Invalid argument specified\"." },
	[EXCHANGE_FAILURE_NO_MAILBOX] = { "NO %s doesn't exist.", NULL },
	[EXCHANGE_FAILURE_EXISTS] = { "NO Mailbox already exists.", NULL },
	[EXCHANGE_FAILURE_CHARSET] = { "NO [BADCHARSET (US-ASCII)] "
		"The specified charset is not supported.", NULL },
	[EXCHANGE_FAILURE_MESSAGE_SET] = {
		"BAD The specified message set is invalid.", NULL },
	[EXCHANGE_FAILURE_UNAVAILABLE] = { "NO Server Unavailable. 15", NULL },
	[EXCHANGE_FAILURE_TOO_BIG] = { "NO Maximum size of appendable message "
		"has been exceeded", NULL },
	[EXCHANGE_FAILURE_NOT_CONNECTED] = {
		"BAD User is authenticated but not connected.", NULL },
};

/* Response codes of Dovecot. */
static const struct {
	const char *code;
	enum exchange_failure failure;
} failure_codes[] = {
	{ "ALREADYEXISTS", EXCHANGE_FAILURE_EXISTS },
	{ "BADCHARSET", EXCHANGE_FAILURE_CHARSET },
	{ "OVERQUOTA", EXCHANGE_FAILURE_UNAVAILABLE },
	{ "UNAVAILABLE", EXCHANGE_FAILURE_UNAVAILABLE },
	{ "SERVERBUG", EXCHANGE_FAILURE_UNAVAILABLE },
	{ "INUSE", EXCHANGE_FAILURE_UNAVAILABLE },
	{ "LIMIT", EXCHANGE_FAILURE_UNAVAILABLE },
	{ "TOOBIG", EXCHANGE_FAILURE_TOO_BIG },
};

/* Beginnings of texts that Dovecot has no code for, or one for many things;
   after "NO ", "NO [CODE] ", "BAD " and "BAD Error in IMAP command X: ". */
static const struct {
	const char *prefix;
	enum exchange_failure failure;
} failure_prefixes[] = {
	{ "No mailbox selected", EXCHANGE_FAILURE_STATE },
	{ "Missing argument", EXCHANGE_FAILURE_COUNT },
	{ "Missing message size", EXCHANGE_FAILURE_COUNT },
	{ "Missing search parameters", EXCHANGE_FAILURE_COUNT },
	{ "Extra arguments", EXCHANGE_FAILURE_COUNT },
	{ "Too many arguments", EXCHANGE_FAILURE_COUNT },
	{ "Invalid messageset", EXCHANGE_FAILURE_MESSAGE_SET },
	{ "Invalid UID messageset", EXCHANGE_FAILURE_MESSAGE_SET },
	{ "Expected DONE", EXCHANGE_FAILURE_COMMAND },
	{ "Too long argument", EXCHANGE_FAILURE_COMMAND },
	{ "IMAP command line too large", EXCHANGE_FAILURE_COMMAND },
	/* LIMIT: quota_max_mail_size, quota_mail_size */
	{ "Mail size is larger than the maximum size allowed",
	  EXCHANGE_FAILURE_TOO_BIG },
};

/* T_MAIL_ERR_MAILBOX_NOT_FOUND(name) of lib-storage */
#define NO_MAILBOX_PREFIX "Mailbox doesn't exist: "
#define COMMAND_ERROR_PREFIX "Error in IMAP command "

const char *exchange_failure_text(const struct exchange_profile *profile,
				  enum exchange_failure failure,
				  const char *name)
{
	const char *text = failure_texts[failure].text;

	if (profile->version == EXCHANGE_2003 &&
	    failure_texts[failure].text_2003 != NULL)
		text = failure_texts[failure].text_2003;
	if (failure != EXCHANGE_FAILURE_NO_MAILBOX)
		return text;
	return t_strdup_printf("NO %s doesn't exist.", name);
}

static bool prefix_skip(const char **text, const char *prefix)
{
	size_t len = strlen(prefix);

	if (strncmp(*text, prefix, len) != 0)
		return FALSE;
	*text += len;
	return TRUE;
}

static bool code_find(const char *code, enum exchange_failure *failure_r)
{
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(failure_codes); i++) {
		if (strcmp(code, failure_codes[i].code) == 0) {
			*failure_r = failure_codes[i].failure;
			return TRUE;
		}
	}
	return FALSE;
}

static bool text_find(const char *text, enum exchange_failure *failure_r,
		      const char **name_r)
{
	unsigned int i;

	if (prefix_skip(&text, NO_MAILBOX_PREFIX)) {
		*failure_r = EXCHANGE_FAILURE_NO_MAILBOX;
		*name_r = exchange_ascii(text);
		return TRUE;
	}
	for (i = 0; i < N_ELEMENTS(failure_prefixes); i++) {
		if (prefix_skip(&text, failure_prefixes[i].prefix)) {
			*failure_r = failure_prefixes[i].failure;
			return TRUE;
		}
	}
	return FALSE;
}

static bool no_find(const char *text, enum exchange_failure *failure_r,
		    const char **name_r)
{
	const char *end, *code = NULL;

	if (*text == '[' && (end = strchr(text, ']')) != NULL) {
		code = t_strdup_until(text + 1,
				      text + 1 + strcspn(text + 1, " ]"));
		/* it stays: see exchange_tagged() */
		if (strcmp(code, "TRYCREATE") == 0)
			return FALSE;
		text = end + 1;
		if (*text == ' ')
			text++;
	}
	return text_find(text, failure_r, name_r) ||
		(code != NULL && code_find(code, failure_r));
}

bool exchange_failure_find(const struct exchange_failed_command *cmd,
			   const char *data, enum exchange_failure *failure_r,
			   const char **name_r)
{
	*name_r = NULL;
	if (prefix_skip(&data, "NO "))
		return no_find(data, failure_r, name_r);
	if (!prefix_skip(&data, "BAD "))
		return FALSE;

	*failure_r = EXCHANGE_FAILURE_COMMAND;
	if (cmd->tag == NULL || *cmd->tag == '\0')
		*failure_r = EXCHANGE_FAILURE_TAG;
	if (cmd->name == NULL || !cmd->called || cmd->parse_error)
		return TRUE;
	if (prefix_skip(&data, COMMAND_ERROR_PREFIX)) {
		const char *text = strstr(data, ": ");

		data = text == NULL ? "" : text + 2;
	}
	*failure_r = EXCHANGE_FAILURE_VALUE;
	(void)text_find(data, failure_r, name_r);
	return TRUE;
}

static bool is_ascii(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < 0x20 || (unsigned char)*text > 0x7e)
			return FALSE;
	}
	return TRUE;
}

const char *exchange_ascii(const char *text)
{
	string_t *str;
	unsigned int i;

	if (is_ascii(text))
		return text;
	str = t_str_new(strlen(text) + 32);
	if (imap_utf8_to_utf7(text, str) == 0 && is_ascii(str_c(str)))
		return str_c(str);
	str_truncate(str, 0);
	for (i = 0; text[i] != '\0'; i++) {
		unsigned char c = text[i];

		str_append_c(str, c < 0x20 || c > 0x7e ? '?' : c);
	}
	return str_c(str);
}
