/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef IMAP_EXCHANGE_NAMES_H
#define IMAP_EXCHANGE_NAMES_H

#include "imap-exchange.h"
#include "imap-commands.h"
#include "names.h"
#include "names-resolve.h"

struct imap_arg;
struct mail_namespace;

/* exchange-facts, "Failures" */
#define NAMES_TEXT_EXISTS "NO Mailbox already exists."
#define NAMES_TEXT_ARGUMENT "BAD Command Argument Error. 11"
/* no transcript shows Exchange's own words for these */
#define NAMES_TEXT_DEPTH "NO Mailbox hierarchy is limited to 31 levels."
#define NAMES_TEXT_LENGTH "NO Mailbox name is limited to 250 characters."
#define NAMES_TEXT_INFERIORS "NO Mailbox has inferior mailboxes."

/* A mailbox name that a client sent. */
struct imap_exchange_name {
	struct mail_namespace *ns;
	char sep;
	/* UTF-8, as sent but for a namespace prefix in another case */
	const char *vname;
	/* UTF-8, as sent; the same pointer if the prefix was right */
	const char *sent;
};

/* Reads the name in arg. Returns 1 if name_r was filled; 0 if arg is no name
   or no mUTF-7 and Dovecot's own command shall say so; -1 if a reply was sent
   because a NUL is in it. */
int imap_exchange_name_get(struct client_command_context *cmd,
			   const struct imap_arg *arg,
			   struct imap_exchange_name *name_r);

/* Puts vname in the place of the name in arg, for Dovecot's own command. */
void imap_exchange_name_set(struct client_command_context *cmd,
			    const struct imap_arg *arg, const char *vname);

/* Finds the stored name. Returns FALSE, and the name as sent, if there is no
   such mailbox. With caseless_names off the spelling has to be exact. */
bool imap_exchange_name_resolve(struct client *client,
				const struct imap_exchange_name *name,
				const char **vname_r);

/* Sends NO and returns FALSE if name is too long or too deep to be made (C0002,
   C0003); height is how many levels are to come below it. */
bool imap_exchange_name_fits(struct client_command_context *cmd,
			     const struct imap_exchange_name *name,
			     unsigned int height);

/* Returns what the client has for its names. */
struct exchange_names *imap_exchange_names(struct client *client);

/* RENAME of INBOX (RFC 3501 section 6.3.5): makes the new mailbox and moves all
   messages into it; INBOX stays. Sends the reply. */
void imap_exchange_rename_inbox(struct client_command_context *cmd,
				const struct imap_exchange_name *new_name);

/* Commands that rule over names; super is what was registered before. */
typedef bool
imap_exchange_names_func_t(struct client_command_context *cmd,
			   const struct imap_arg *args, command_func_t *super);
imap_exchange_names_func_t imap_exchange_name_use;
imap_exchange_names_func_t imap_exchange_name_status;
imap_exchange_names_func_t imap_exchange_name_copy;
imap_exchange_names_func_t imap_exchange_name_append;
imap_exchange_names_func_t imap_exchange_name_create;
imap_exchange_names_func_t imap_exchange_name_delete;
imap_exchange_names_func_t imap_exchange_name_rename;
imap_exchange_names_func_t imap_exchange_name_subscribe;
imap_exchange_names_func_t imap_exchange_name_unsubscribe;
imap_exchange_names_func_t imap_exchange_name_list;

#endif
