/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef IMAP_EXCHANGE_H
#define IMAP_EXCHANGE_H

#include "imap-common.h"
#include "module-context.h"
#include "exchange-failure.h"
#include "exchange-session-mark.h"
#include "exchange-settings.h"
#include "mail-exchange.h"

struct imap_arg;

#define IMAP_EXCHANGE_CONTEXT(client) \
	MODULE_CONTEXT(client, imap_exchange_module)

/* A logged-in client that has a profile. One without it has no context and is
   left to Dovecot. */
struct imap_exchange_client {
	union imap_module_context module_ctx;

	struct client *client;
	struct exchange_profile profile;
	const struct exchange_settings *set;
	struct exchange_login_info login;

	/* the stream that takes commands apart, NULL if Dovecot does it; owned
	   by the client */
	struct istream *input;
	/* the stream that sees replies; the client's, or below that one */
	struct ostream *output;
	/* tag of the command in progress, as sent; NULL: Dovecot knows it */
	char *tag;
	/* why that command never reached Dovecot, if refused */
	enum exchange_failure failure;
	/* lines that wait for the next one, NULL if there never were any */
	string_t *held;
	/* imap-exchange-status.c: NULL if no STATUS runs */
	const struct imap_exchange_status *status;
	/* imap-exchange-names.h: NULL until a mailbox name is used */
	struct exchange_names *names;
	/* the command whose reply is kept back if it is NO, NULL for none; and
	   that reply */
	struct client_command_context *names_cmd;
	const char *names_reply;

	struct mail_exchange_settings mail_set;
	/* to begin the watch of the selected mailbox; to look again for mail */
	struct timeout *to_watch, *to_unasked;

	/* the reply to the command that logged in has been sent */
	bool login_replied:1;
	bool refused:1;
	/* a tagged reply is on its way to the reply filter */
	bool in_tagline:1;
};

extern MODULE_CONTEXT_DEFINE(imap_exchange_module, &imap_module_register);

/* Returns the profile of client, NULL if it has none. */
static inline const struct exchange_profile *
imap_exchange_profile(struct client *client)
{
	struct imap_exchange_client *eclient = IMAP_EXCHANGE_CONTEXT(client);

	return eclient == NULL ? NULL : &eclient->profile;
}

/* Commands of our own in the place of Dovecot's, and back. */
void imap_exchange_commands_init(void);
void imap_exchange_commands_deinit(void);

/* Mailbox names: commands that wrap those that are registered, and back. */
void imap_exchange_names_init(void);
void imap_exchange_names_deinit(void);
void imap_exchange_names_client_deinit(struct imap_exchange_client *eclient);

/* Returns TRUE if the reply to cmd must not be sent yet, because another
   spelling of the name is to be tried first. */
bool imap_exchange_names_hold(struct imap_exchange_client *eclient,
			      struct client_command_context *cmd,
			      const char *reply);

/* Starts the profile's timer of inactivity. */
void imap_exchange_autologout_init(struct imap_exchange_client *eclient);

/* Keeps client out of the process imap-hibernate. */
void imap_exchange_hibernate_init(struct client *client);

/* Takes the commands of a client apart as Exchange does. Called before the
   client's vfuncs are in use. */
void imap_exchange_input_client(struct imap_exchange_client *eclient);
void imap_exchange_input_client_deinit(struct imap_exchange_client *eclient);

/* A command of client may have ended: the next one can begin. */
void imap_exchange_input_wake(struct client *client);

void imap_exchange_input_init_hooks(void);
void imap_exchange_input_deinit_hooks(void);

/* Puts the words of client's replies into Exchange's. */
void imap_exchange_reply_init(struct imap_exchange_client *eclient);
/* A command of Dovecot has run, or has begun to. */
void imap_exchange_reply_command_done(struct client_command_context *cmd);

/* Reads all arguments of cmd for a look at them (they may be changed); the
   command that runs then reads the same ones again. Returns FALSE if more
   input is needed or the command has failed. */
bool imap_exchange_read_args(struct client_command_context *cmd,
			     const struct imap_arg **args_r);

/* The arguments of cmd are going to be read once more: drops the texts about
   them, to which they would be added. */
void imap_exchange_args_reread(struct client_command_context *cmd);

/* imap-exchange-items.c, imap-exchange-store.c, imap-exchange-search.c: in the
   place of Dovecot's */
bool imap_exchange_cmd_fetch(struct client_command_context *cmd);
bool imap_exchange_cmd_store(struct client_command_context *cmd);
bool imap_exchange_cmd_search(struct client_command_context *cmd);

/* Returns data, or what stands for it if it says that a keyword was refused
   when a message was saved. */
const char *imap_exchange_store_reply(const char *data);

/* Returns what stands for "* STATUS ..." of Dovecot, allocated from the data
   stack. */
const char *imap_exchange_status_line(struct imap_exchange_client *eclient,
				      const char *line);

/* Sync: what is told, and new mail outside commands. */
void imap_exchange_sync_init(struct imap_exchange_client *eclient);
void imap_exchange_sync_deinit(struct imap_exchange_client *eclient);
/* A tagged reply is being sent. */
void imap_exchange_sync_command_done(struct imap_exchange_client *eclient);

/* FETCH items of our own in the place of Dovecot's, and back. */
void imap_exchange_fetch_init(void);
void imap_exchange_fetch_deinit(void);

#endif
