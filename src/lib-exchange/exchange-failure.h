/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef EXCHANGE_FAILURE_H
#define EXCHANGE_FAILURE_H

#include "exchange-profile.h"

/* What went wrong, as Exchange tells it apart. */
enum exchange_failure {
	/* there is no such command, it cannot be parsed, or it is too long */
	EXCHANGE_FAILURE_COMMAND,
	/* the line has no tag */
	EXCHANGE_FAILURE_TAG,
	/* an argument has a bad value */
	EXCHANGE_FAILURE_VALUE,
	/* too few or too many arguments */
	EXCHANGE_FAILURE_COUNT,
	/* the command does not fit the state of the session */
	EXCHANGE_FAILURE_STATE,
	/* a change in a mailbox that was opened by EXAMINE */
	EXCHANGE_FAILURE_READONLY,
	EXCHANGE_FAILURE_LOGIN,
	EXCHANGE_FAILURE_AUTHENTICATE,
	EXCHANGE_FAILURE_CANCELED,
	EXCHANGE_FAILURE_MECHANISM,
	/* argument: the mailbox name in mUTF-7 */
	EXCHANGE_FAILURE_NO_MAILBOX,
	EXCHANGE_FAILURE_EXISTS,
	EXCHANGE_FAILURE_CHARSET,
	EXCHANGE_FAILURE_MESSAGE_SET,
	/* storage down, over quota, too many connections */
	EXCHANGE_FAILURE_UNAVAILABLE,
	EXCHANGE_FAILURE_TOO_BIG,
	/* a delegate without rights who has logged in all the same */
	EXCHANGE_FAILURE_NOT_CONNECTED,

	EXCHANGE_FAILURES
};

/* Returns the text after the tag: "BAD Command Error. 10". name is the mailbox
   of EXCHANGE_FAILURE_NO_MAILBOX, else NULL. Allocated from the data stack. */
const char *exchange_failure_text(const struct exchange_profile *profile,
				  enum exchange_failure failure,
				  const char *name);

/* What is known about a command that failed after login. */
struct exchange_failed_command {
	/* NULL if none could be read */
	const char *tag, *name;
	/* Dovecot has the command and has called it */
	bool called;
	/* Dovecot's parser stopped in the arguments */
	bool parse_error;
};

/* Finds the row for data ("BAD ..." or "NO ..."), what Dovecot would send
   after the tag. Returns FALSE if there is none; name_r is the mailbox or
   NULL. */
bool exchange_failure_find(const struct exchange_failed_command *cmd,
			   const char *data, enum exchange_failure *failure_r,
			   const char **name_r);

/* Returns text in 7-bit form: names in UTF-8 become mUTF-7, anything else that
   is not ASCII becomes "?" (2.1.5, V0007). */
const char *exchange_ascii(const char *text);

#endif
