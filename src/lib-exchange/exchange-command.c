/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "exchange-append.h"
#include "exchange-capability.h"
#include "exchange-command.h"

#include <ctype.h>

#define NOT_AUTH EXCHANGE_STATE_NOT_AUTHENTICATED
#define AUTH (EXCHANGE_STATE_AUTHENTICATED | EXCHANGE_STATE_SELECTED)
#define SELECTED EXCHANGE_STATE_SELECTED
#define ANY (NOT_AUTH | AUTH)
#define MANY EXCHANGE_ARGS_MANY
/* no behavior lets it through */
#define NEVER EXCHANGE_BEHAVIOR_COUNT

static const struct exchange_command commands[] = {
	/* RFC 3501 */
	{ "CAPABILITY", ANY, 0, 0, NULL, NEVER },
	{ "NOOP", ANY, 0, 0, NULL, NEVER },
	{ "LOGOUT", ANY, 0, 0, NULL, NEVER },
	{ "STARTTLS", NOT_AUTH, 0, 0, NULL, NEVER },
	/* two with SASL-IR */
	{ "AUTHENTICATE", NOT_AUTH, 1, 2, NULL, NEVER },
	{ "LOGIN", NOT_AUTH, 2, 2, NULL, NEVER },
	{ "SELECT", AUTH, 1, 1, NULL, NEVER },
	{ "EXAMINE", AUTH, 1, 1, NULL, NEVER },
	{ "CREATE", AUTH, 1, 1, NULL, NEVER },
	{ "DELETE", AUTH, 1, 1, NULL, NEVER },
	{ "RENAME", AUTH, 2, 2, NULL, NEVER },
	{ "SUBSCRIBE", AUTH, 1, 1, NULL, NEVER },
	{ "UNSUBSCRIBE", AUTH, 1, 1, NULL, NEVER },
	{ "LIST", AUTH, 2, 2, NULL, NEVER },
	{ "LSUB", AUTH, 2, 2, NULL, NEVER },
	{ "STATUS", AUTH, 2, 2, NULL, NEVER },
	{ "APPEND", AUTH, 2, 4, NULL, NEVER },
	/* V0036: CHECK is NOOP */
	{ "CHECK", AUTH, 0, 0, NULL, NEVER },
	{ "CLOSE", SELECTED, 0, 0, NULL, NEVER },
	{ "EXPUNGE", SELECTED, 0, 0, NULL, NEVER },
	{ "SEARCH", SELECTED, 1, MANY, NULL, NEVER },
	{ "FETCH", SELECTED, 2, 2, NULL, NEVER },
	{ "STORE", SELECTED, 3, MANY, NULL, NEVER },
	{ "COPY", SELECTED, 2, 2, NULL, NEVER },
	{ "UID SEARCH", SELECTED, 1, MANY, NULL, NEVER },
	{ "UID FETCH", SELECTED, 2, 2, NULL, NEVER },
	{ "UID STORE", SELECTED, 3, MANY, NULL, NEVER },
	{ "UID COPY", SELECTED, 2, 2, NULL, NEVER },
	/* extensions that some version has */
	{ "IDLE", AUTH, 0, 0, "IDLE", NEVER },
	{ "NAMESPACE", AUTH, 0, 0, "NAMESPACE", NEVER },
	{ "UID EXPUNGE", SELECTED, 1, 1, "UIDPLUS", EXCHANGE_ALLOW_UIDPLUS },
	{ "MOVE", SELECTED, 2, 2, "MOVE", EXCHANGE_ALLOW_MOVE },
	{ "UID MOVE", SELECTED, 2, 2, "MOVE", EXCHANGE_ALLOW_MOVE },
	{ "UNSELECT", SELECTED, 0, 0, "UNSELECT", EXCHANGE_ALLOW_UNSELECT },
	{ "ID", ANY, 1, MANY, "ID", EXCHANGE_ALLOW_ID },
	/* extensions of Dovecot that no version has */
	{ "SORT", SELECTED, 0, MANY, "SORT", EXCHANGE_ALLOW_SORT },
	{ "UID SORT", SELECTED, 0, MANY, "SORT", EXCHANGE_ALLOW_SORT },
	{ "THREAD", SELECTED, 0, MANY, "THREAD", EXCHANGE_ALLOW_THREAD },
	{ "UID THREAD", SELECTED, 0, MANY, "THREAD", EXCHANGE_ALLOW_THREAD },
	{ "ENABLE", ANY, 0, MANY, "ENABLE", EXCHANGE_ALLOW_ENABLE },
	{ "NOTIFY", AUTH, 0, MANY, "NOTIFY", EXCHANGE_ALLOW_NOTIFY },
	{ "CANCELUPDATE", AUTH, 0, MANY, "CONTEXT=SEARCH",
	  EXCHANGE_ALLOW_NOTIFY },
	{ "XLIST", AUTH, 0, MANY, "XLIST", EXCHANGE_ALLOW_XLIST },
	{ "GETMETADATA", AUTH, 0, MANY, "METADATA", EXCHANGE_ALLOW_METADATA },
	{ "SETMETADATA", AUTH, 0, MANY, "METADATA", EXCHANGE_ALLOW_METADATA },
	{ "GETQUOTA", AUTH, 0, MANY, "QUOTA", EXCHANGE_ALLOW_QUOTA },
	{ "SETQUOTA", AUTH, 0, MANY, "QUOTA", EXCHANGE_ALLOW_QUOTA },
	{ "GETQUOTAROOT", AUTH, 0, MANY, "QUOTA", EXCHANGE_ALLOW_QUOTA },
	{ "GETACL", AUTH, 0, MANY, "ACL", EXCHANGE_ALLOW_ACL },
	{ "SETACL", AUTH, 0, MANY, "ACL", EXCHANGE_ALLOW_ACL },
	{ "DELETEACL", AUTH, 0, MANY, "ACL", EXCHANGE_ALLOW_ACL },
	{ "LISTRIGHTS", AUTH, 0, MANY, "ACL", EXCHANGE_ALLOW_ACL },
	{ "MYRIGHTS", AUTH, 0, MANY, "ACL", EXCHANGE_ALLOW_ACL },
	{ "GENURLAUTH", AUTH, 0, MANY, "URLAUTH", EXCHANGE_ALLOW_URLAUTH },
	{ "RESETKEY", AUTH, 0, MANY, "URLAUTH", EXCHANGE_ALLOW_URLAUTH },
	{ "URLFETCH", AUTH, 0, MANY, "URLAUTH", EXCHANGE_ALLOW_URLAUTH },
};

static bool
command_exists(const struct exchange_profile *profile,
	       const struct exchange_command *command)
{
	return command->capability == NULL ||
		!exchange_has(profile, EXCHANGE_NO_EXTENSIONS) ||
		exchange_capability_offers(profile, command->capability) ||
		(command->allow != EXCHANGE_BEHAVIOR_COUNT &&
		 exchange_has(profile, command->allow));
}

const struct exchange_command *
exchange_command_find(const struct exchange_profile *profile, const char *name)
{
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(commands); i++) {
		/* most differ in the first letter */
		if (i_toupper(*name) == commands[i].name[0] &&
		    strcasecmp(name, commands[i].name) == 0) {
			return command_exists(profile, &commands[i]) ?
				&commands[i] : NULL;
		}
	}
	return NULL;
}

/* "SEARCH RETURN (...)" is RFC 4731 */
static bool
args_are_extended(const char *name, const unsigned char *args, size_t size)
{
	static const char word[] = "RETURN ";

	if (strcasecmp(name, "APPEND") == 0)
		return !exchange_append_is_plain(args, size);
	if (strcasecmp(name, "SEARCH") != 0 &&
	    strcasecmp(name, "UID SEARCH") != 0)
		return FALSE;
	return size > strlen(word) &&
		strncasecmp((const char *)args, word, strlen(word)) == 0;
}

/* What comes after COMPRESS could not be taken apart any more. */
static bool command_is_excluded(const char *name)
{
	return strcasecmp(name, "COMPRESS") == 0;
}

bool exchange_command_check(const struct exchange_profile *profile,
			    const char *name, const unsigned char *args,
			    size_t args_size, unsigned int args_count,
			    unsigned int states,
			    enum exchange_failure *failure_r)
{
	const struct exchange_command *command =
		exchange_command_find(profile, name);

	if (command == NULL) {
		*failure_r = EXCHANGE_FAILURE_COMMAND;
		return !exchange_has(profile, EXCHANGE_NO_EXTENSIONS) &&
			!command_is_excluded(name);
	}
	if ((command->states & states) == 0) {
		*failure_r = EXCHANGE_FAILURE_STATE;
		return FALSE;
	}
	if (exchange_has(profile, EXCHANGE_ONE_SPACE) &&
	    (args_count < command->args_min ||
	     args_count > command->args_max)) {
		*failure_r = EXCHANGE_FAILURE_COUNT;
		return FALSE;
	}
	*failure_r = EXCHANGE_FAILURE_VALUE;
	return !exchange_has(profile, EXCHANGE_NO_EXTENSIONS) ||
		!args_are_extended(name, args, args_size);
}
