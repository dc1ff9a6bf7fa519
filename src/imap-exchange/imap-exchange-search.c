/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* SEARCH: US-ASCII, $MDNSent and ten levels of parentheses. */

#include "imap-exchange.h"
#include "imap-arg.h"
#include "imap-commands.h"
#include "exchange-items.h"
#include "mail-exchange.h"

/* "(criteria 1 (OR criteria 2 (OR criteria 3)))" has three (V0043) */
#define SEARCH_MAX_DEPTH 10

#define BADCHARSET_REPLY \
	"NO [BADCHARSET (US-ASCII)] The specified charset is not supported."

static bool charset_is_ascii(const char *charset)
{
	return strcasecmp(charset, "US-ASCII") == 0;
}

static bool text_is_ascii(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text > 127)
			return FALSE;
	}
	return TRUE;
}

/* What one pass over the keys has found. */
struct search_check {
	const struct exchange_profile *profile;
	bool too_deep, eight_bit, unknown;
};

/* KEYWORD x finds nothing, UNKEYWORD x everything (V0039, V0042). The name
   would come into being if Dovecot looked for it. */
static void keyword_replace(struct imap_arg *args)
{
	const char *name;
	bool unkeyword;

	unkeyword = imap_arg_atom_equals(&args[0], "UNKEYWORD");
	if ((!unkeyword && !imap_arg_atom_equals(&args[0], "KEYWORD")) ||
	    !imap_arg_get_astring(&args[1], &name) ||
	    mail_exchange_keyword_is_known(name))
		return;
	args[0]._data.str = unkeyword ? "UID" : "NOT";
	args[0].str_len = 3;
	args[1].type = IMAP_ARG_ATOM;
	args[1]._data.str = unkeyword ? "1:*" : "ALL";
	args[1].str_len = 3;
}

/* Returns how many of args the key takes that they begin with. A key of Dovecot
   alone is not one (V0047), and ignoring it would find more. */
static unsigned int
search_key_check(struct search_check *check, const struct imap_arg *args)
{
	const char *key;
	unsigned int i, count;

	if (!imap_arg_get_atom(args, &key))
		return 1;
	if (!exchange_search_key_is_known(check->profile, key, &count))
		check->unknown = TRUE;
	for (i = 0; i < count && !IMAP_ARG_IS_EOL(&args[i + 1]); i++) ;
	return i == count ? count + 1 : 1;
}

static void
search_args_check(struct search_check *check, struct imap_arg *args,
		  unsigned int depth)
{
	const struct imap_arg *list;
	const char *text;
	unsigned int i, next = 0;

	if (depth > SEARCH_MAX_DEPTH) {
		/* this is also what bounds our recursion */
		check->too_deep = TRUE;
		return;
	}
	for (i = 0; !IMAP_ARG_IS_EOL(&args[i]); i++) {
		if (imap_arg_get_list(&args[i], &list)) {
			search_args_check(check, (struct imap_arg *)list,
					  depth + 1);
		} else if (imap_arg_get_astring(&args[i], &text) &&
			   !text_is_ascii(text)) {
			check->eight_bit = TRUE;
		}
		if (i == next) {
			next += search_key_check(check, &args[i]);
			if (exchange_has(check->profile,
					 EXCHANGE_SEARCH_KEYWORD) &&
			    next == i + 2)
				keyword_replace(&args[i]);
		}
	}
}

/* Returns TRUE if the search may go on; else the reply was sent. */
static bool
search_verify(struct client_command_context *cmd,
	      const struct exchange_profile *profile,
	      const struct imap_arg *args)
{
	struct search_check check = { .profile = profile };
	const char *charset = "US-ASCII";
	bool ascii = exchange_has(profile, EXCHANGE_SEARCH_ASCII);

	if (imap_arg_atom_equals(args, "CHARSET") &&
	    imap_arg_get_astring(&args[1], &charset))
		args += 2;
	if (ascii && !charset_is_ascii(charset)) {
		client_send_tagline(cmd, BADCHARSET_REPLY);
		return FALSE;
	}
	search_args_check(&check, (struct imap_arg *)args, 0);
	if (check.too_deep && exchange_has(profile, EXCHANGE_SEARCH_DEPTH)) {
		client_send_command_error(cmd, "Too many nested search keys");
		return FALSE;
	}
	if (check.eight_bit && ascii) {
		client_send_tagline(cmd, BADCHARSET_REPLY);
		return FALSE;
	}
	if (check.unknown) {
		client_send_command_error(cmd, "Unknown search key");
		return FALSE;
	}
	return TRUE;
}

bool imap_exchange_cmd_search(struct client_command_context *cmd)
{
	struct client *client = cmd->client;
	const struct exchange_profile *profile = imap_exchange_profile(client);
	const struct imap_arg *args;

	if (profile == NULL || client->mailbox == NULL)
		return cmd_search(cmd);
	if (!imap_exchange_read_args(cmd, &args))
		return FALSE;
	if (!search_verify(cmd, profile, args))
		return TRUE;
	return cmd_search(cmd);
}
