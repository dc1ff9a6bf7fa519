/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef IMAP_LOGIN_EXCHANGE_H
#define IMAP_LOGIN_EXCHANGE_H

#include "login-common.h"
#include "client-common.h"
#include "module-context.h"
#include "exchange-failure.h"
#include "exchange-session-mark.h"
#include "exchange-settings.h"

#define IMAP_LOGIN_EXCHANGE_CONTEXT(client) \
	MODULE_CONTEXT(client, imap_login_exchange_module)

/* A connection that has a profile. One without it has no context and is left
   to Dovecot. */
struct imap_login_exchange_client {
	union login_client_module_context module_ctx;

	struct exchange_profile profile;
	const struct exchange_settings *set;

	/* inside Dovecot's function that sends the greeting */
	bool in_greeting:1;
	/* Dovecot's words are caught, not sent: see exchange_capability_get() */
	bool capturing:1;
	/* inside Dovecot's function that tells the client its auth_result */
	bool in_auth_result:1;
	enum client_auth_result auth_result;
	/* the CAPABILITY list that was caught */
	const char *captured;
	/* the stream that takes commands apart, NULL if Dovecot does it; owned
	   by the client */
	struct istream *input;
	/* the one before STARTTLS, which Dovecot's parser has not let go */
	struct istream *old_input;
	/* tag of the last command, as sent */
	char *tag;
	/* a delegate without rights: has got an OK, and gets nothing more */
	bool not_connected:1;
	/* it never reaches Dovecot, and why */
	bool refused:1;
	enum exchange_failure failure;
	/* logins that failed on this connection */
	unsigned int failed_attempts;
	/* runs until the login succeeds */
	struct timeout *to_login;
	/* session id as it was before the mark was added */
	const char *session_id;
};

extern MODULE_CONTEXT_DEFINE(imap_login_exchange_module,
			     &login_module_register);

/* Puts our functions in the place of login commands. Does so once; Dovecot's
   command table exists only when a client does. */
void imap_login_exchange_commands_init(void);

/* Puts our LOGIN in the place of Dovecot's. Called by the one above. */
void imap_login_exchange_login_init(void);

/* Starts the timer that ends a session without login. */
void imap_login_exchange_timer_start(struct client *client);
/* Counts a failed login and ends the session if it was one too many. Call it
   when the reply has been sent. */
void imap_login_exchange_attempt(struct client *client,
				 enum client_auth_result result);

/* A delegate has the right password and no rights. Returns TRUE if that is
   an OK to the client, which has been sent. */
bool imap_login_exchange_not_connected(struct client *client,
				       const struct client_auth_reply *reply);
/* Returns TRUE if command is none for a client that is not connected. */
bool imap_login_exchange_is_cut_off(struct client *client, const char *command);

/* Takes the commands of client apart as Exchange does, from now on. */
void imap_login_exchange_input_start(struct client *client);
/* The connection goes to imap, or to another server: what was read already goes
   with it, as it is. */
void imap_login_exchange_input_pass_all(struct client *client);
/* The client is about to be destroyed. */
void imap_login_exchange_input_stop(struct client *client);

/* Finds out what Dovecot would announce to client now. */
void imap_login_exchange_capability_get(struct client *client,
	struct exchange_capability_state *state_r);

/* Returns TRUE if the command in progress is AUTHENTICATE, not LOGIN. */
bool imap_login_exchange_authenticates(struct client *client);

/* Hooks of struct client_vfuncs. */
void imap_login_exchange_input(struct client *client);
bool imap_login_exchange_input_next_cmd(struct client *client);
void imap_login_exchange_notify_starttls(struct client *client, bool success,
					 const char *text);
void imap_login_exchange_starttls(struct client *client);
void imap_login_exchange_destroy(struct client *client);
void imap_login_exchange_notify_status(struct client *client, bool bad,
				       const char *text);
void imap_login_exchange_auth_send_challenge(struct client *client,
					     const char *data);
void imap_login_exchange_send_raw_data(struct client *client,
				       const void *data, size_t size);
void imap_login_exchange_notify_auth_ready(struct client *client);
int imap_login_exchange_proxy_parse_line(struct client *client,
					 const char *line);
void imap_login_exchange_proxy_failed(struct client *client,
				      enum login_proxy_failure_type type,
				      const char *reason, bool reconnecting);
bool imap_login_exchange_sasl_check_login(struct client *client);
void imap_login_exchange_auth_result(struct client *client,
				     enum client_auth_result result,
				     const struct client_auth_reply *reply,
				     const char *text);

#endif
