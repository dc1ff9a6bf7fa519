/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "exchange-capability.h"
#include "exchange-failure.h"
#include "exchange-texts.h"
#include "exchange-untagged.h"

/* Untagged OK with a code that Exchange sends, and its text. Those of a SELECT
   are in exchange-facts; PERMANENTFLAGS has its own file. */
static const struct ok_row {
	const char *code;
	unsigned int versions;
	/* NULL: Dovecot's */
	const char *text;
	/* sent only where CAPABILITY has this word */
	const char *capability;
} ok_rows[] = {
	{ "PERMANENTFLAGS", EXV_ALL, NULL, NULL },
	{ "UNSEEN", EXV_ALL, "Is the first unseen message", NULL },
	{ "UIDVALIDITY", EXV_ALL, "UIDVALIDITY value", NULL },
	{ "UIDNEXT", EXV_FROM_2007, "The next unique identifier value", NULL },
	{ "COPYUID", EXV_ALL, NULL, "UIDPLUS" },
};

static const struct {
	const char *dovecot, *exchange;
} continuations[] = {
	{ "+ OK", "+ Ready for additional command text." },
	{ "+ idling", "+ IDLE accepted, awaiting DONE command." },
};

/* Two forms have been seen; which cause has which number has not. */
static const struct {
	const char *prefix, *exchange;
} byes[] = {
	{ "Disconnected for inactivity", "Connection is closed. 13" },
	/* our own */
	{ "Connection is closed. 13", "Connection is closed. 13" },
	{ "", "Connection closed. 14" },
};

#define LOGOUT_TEXT "Logging out"
#define OK_PREFIX "* OK ["

const char *exchange_bye(const struct exchange_profile *profile,
			 const char *text)
{
	unsigned int i;

	if (strcmp(text, LOGOUT_TEXT) == 0) {
		if (exchange_has(profile, EXCHANGE_LOGOUT_BYE))
			text = exchange_logout_bye(profile);
		return t_strconcat("* BYE ", text, NULL);
	}
	if (!exchange_has(profile, EXCHANGE_UNTAGGED_TEXTS))
		return t_strconcat("* BYE ", text, NULL);
	for (i = 0; !exchange_begins(text, byes[i].prefix); i++) ;
	return t_strconcat("* BYE ", byes[i].exchange, NULL);
}

const char *exchange_continuation(const struct exchange_profile *profile,
				  const char *line)
{
	unsigned int i;

	if (!exchange_has(profile, EXCHANGE_CONTINUATION_TEXTS))
		return NULL;
	for (i = 0; i < N_ELEMENTS(continuations); i++) {
		if (strcmp(line, continuations[i].dovecot) == 0)
			return continuations[i].exchange;
	}
	return NULL;
}

static const struct ok_row *ok_row_find(const char *code)
{
	unsigned int i;
	size_t len = strcspn(code, " ]");

	for (i = 0; i < N_ELEMENTS(ok_rows); i++) {
		if (strlen(ok_rows[i].code) == len &&
		    strncmp(code, ok_rows[i].code, len) == 0)
			return &ok_rows[i];
	}
	return NULL;
}

/* "* OK [CODE ...] text" */
static enum exchange_line
ok_code_line(const struct exchange_profile *profile, const char *line,
	     string_t *dest)
{
	const char *code = line + strlen(OK_PREFIX), *end = strchr(code, ']');
	const struct ok_row *row = ok_row_find(code);

	if (!exchange_has(profile, EXCHANGE_RESPONSE_CODES))
		return EXCHANGE_LINE_KEEP;
	if (row == NULL || end == NULL ||
	    (row->capability != NULL &&
	     !exchange_capability_offers(profile, row->capability)))
		return EXCHANGE_LINE_DROP;
	if (!exchange_has(profile, EXCHANGE_SELECT_LINES))
		return EXCHANGE_LINE_KEEP;
	if ((row->versions & (1U << profile->version)) == 0)
		return EXCHANGE_LINE_DROP;
	if (row->text == NULL)
		return EXCHANGE_LINE_KEEP;
	str_append_data(dest, line, end + 1 - line);
	str_append_c(dest, ' ');
	str_append(dest, row->text);
	return EXCHANGE_LINE_REPLACE;
}

/* "* NO [CODE] text", "* BAD text": 7-bit and without the code */
static enum exchange_line
failure_line(const struct exchange_profile *profile, const char *word,
	     const char *text, string_t *dest)
{
	const char *end;

	if (*text == '[' && (end = strchr(text, ']')) != NULL &&
	    exchange_has(profile, EXCHANGE_RESPONSE_CODES)) {
		/* the only one is "Command pipelining ..." */
		if (strcmp(word, "BAD") == 0)
			return EXCHANGE_LINE_DROP;
		text = end[1] == ' ' ? end + 2 : end + 1;
	}
	if (exchange_has(profile, EXCHANGE_ASCII_RESPONSES))
		text = exchange_ascii(text);
	str_printfa(dest, "* %s %s", word, text);
	return EXCHANGE_LINE_REPLACE;
}

enum exchange_line
exchange_untagged_line(const struct exchange_profile *profile,
		       const char *line, string_t *dest)
{
	const char *text;

	if (line[0] == '+') {
		text = exchange_continuation(profile, line);
		if (text == NULL)
			return EXCHANGE_LINE_KEEP;
		str_append(dest, text);
		return EXCHANGE_LINE_REPLACE;
	}
	/* LIST and LSUB, of which there are many */
	if (exchange_begins(line, "* L"))
		return exchange_mailbox_line(profile, line, dest);
	if (exchange_begins(line, OK_PREFIX))
		return ok_code_line(profile, line, dest);
	if (exchange_begins(line, "* OK ")) {
		/* "Still here", "Searched 30% of the mailbox": Exchange sends
		   nothing of the kind */
		return exchange_has(profile, EXCHANGE_UNTAGGED_TEXTS) ?
			EXCHANGE_LINE_DROP : EXCHANGE_LINE_KEEP;
	}
	if (exchange_begins(line, "* NO "))
		return failure_line(profile, "NO", line + 5, dest);
	if (exchange_begins(line, "* BAD "))
		return failure_line(profile, "BAD", line + 6, dest);
	if (exchange_begins(line, "* BYE ")) {
		str_append(dest, exchange_bye(profile, line + 6));
		return EXCHANGE_LINE_REPLACE;
	}
	if (exchange_begins(line, "* ID ") &&
	    exchange_has(profile, EXCHANGE_ID_REPLY)) {
		str_append(dest, exchange_id(profile));
		return EXCHANGE_LINE_REPLACE;
	}
	return exchange_mailbox_line(profile, line, dest);
}
