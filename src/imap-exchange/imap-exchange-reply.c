/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* The words that imap sends. Tagged replies are made where Dovecot makes them,
   since only there the command is known; untagged ones are seen by a filter in
   front of the client's connection, and so is the reply to the login, which
   Dovecot sends from a function nobody can hook. */

#include "imap-exchange.h"
#include "ostream.h"
#include "str.h"
#include "imap-client.h"
#include "imap-parser.h"
#include "exchange-command.h"
#include "exchange-failure.h"
#include "exchange-flags.h"
#include "exchange-texts.h"
#include "exchange-untagged.h"
#include "wire-reply-ostream.h"

#define CAPABILITY_PREFIX "* CAPABILITY "
#define PERMANENTFLAGS_PREFIX "* OK [PERMANENTFLAGS "
#define STORE_READONLY "OK Store ignored with read-only mailbox."

static bool parser_has_failed(struct client_command_context *cmd)
{
	enum imap_parser_error error;

	if (cmd->parser == NULL)
		return FALSE;
	(void)imap_parser_get_error(cmd->parser, &error);
	return error != IMAP_PARSE_ERROR_NONE;
}

/* LOGIN and its like, which Dovecot's imap does not have. */
static bool
command_is_too_late(const struct exchange_profile *profile,
		    struct client_command_context *cmd)
{
	const struct exchange_command *command = cmd->name == NULL ? NULL :
		exchange_command_find(profile, cmd->name);

	return command != NULL &&
		(command->states & EXCHANGE_STATE_AUTHENTICATED) == 0 &&
		(command->states & EXCHANGE_STATE_NOT_AUTHENTICATED) != 0;
}

/* Finds the row of a failure. Returns FALSE if cmd has not failed or its
   failure has none. */
static bool
failure_find(struct client_command_context *cmd, const char *data,
	     enum exchange_failure *failure_r, const char **name_r)
{
	struct exchange_failed_command failed;

	if (strcmp(data, STORE_READONLY) == 0) {
		*failure_r = EXCHANGE_FAILURE_READONLY;
		*name_r = NULL;
		return TRUE;
	}
	i_zero(&failed);
	if (cmd->func == NULL &&
	    command_is_too_late(imap_exchange_profile(cmd->client), cmd)) {
		*failure_r = EXCHANGE_FAILURE_STATE;
		*name_r = NULL;
		return TRUE;
	}
	failed.tag = cmd->tag;
	failed.name = cmd->name;
	failed.called = cmd->func != NULL;
	failed.parse_error = failed.called && parser_has_failed(cmd);
	return exchange_failure_find(&failed, data, failure_r, name_r);
}

static const char *
tagged_data(struct imap_exchange_client *eclient,
	    struct client_command_context *cmd, const char *data)
{
	enum exchange_failure failure;
	const char *name;

	data = imap_exchange_store_reply(data);
	if (eclient->refused) {
		return exchange_failure_text(&eclient->profile,
					     eclient->failure, NULL);
	}
	if (exchange_has(&eclient->profile, EXCHANGE_FAILURE_TEXTS) &&
	    failure_find(cmd, data, &failure, &name))
		return exchange_failure_text(&eclient->profile, failure, name);
	return exchange_tagged(&eclient->profile, cmd->name, data);
}

static void
tagline_send(struct imap_exchange_client *eclient,
	     struct client_command_context *cmd, const char *data)
{
	struct client *client = cmd->client;
	const char *tag = cmd->tag;

	if (client->output->closed || cmd->cancel)
		return;
	i_assert(!cmd->tagline_sent);
	cmd->tagline_sent = TRUE;
	if (eclient->tag != NULL)
		tag = eclient->tag;
	if (tag == NULL || *tag == '\0')
		tag = "*";
	/* a tag may be "*" and look like an untagged reply (C0001) */
	eclient->in_tagline = TRUE;
	o_stream_nsend_str(client->output,
			   t_strconcat(tag, " ", data, "\r\n", NULL));
	eclient->in_tagline = FALSE;
	client->last_output = ioloop_time;
}

static void
imap_exchange_send_tagline(struct client_command_context *cmd, const char *data)
{
	struct imap_exchange_client *eclient =
		IMAP_EXCHANGE_CONTEXT(cmd->client);

	if (imap_exchange_names_hold(eclient, cmd, data))
		return;
	imap_exchange_sync_command_done(eclient);
	o_stream_wire_reply_set_all_words(eclient->output, FALSE);
	T_BEGIN {
		const char *ours = tagged_data(eclient, cmd, data);

		if (exchange_has(&eclient->profile, EXCHANGE_TAGGED_TEXTS)) {
			/* what the log and the stats say stays Dovecot's */
			cmd->tagline_reply = p_strdup(cmd->pool, data);
			tagline_send(eclient, cmd, ours);
		} else {
			/* adds the times */
			if (eclient->tag != NULL)
				cmd->tag = p_strdup(cmd->pool, eclient->tag);
			eclient->module_ctx.super.send_tagline(cmd, ours);
		}
	} T_END;
	imap_exchange_input_wake(cmd->client);
}

/* A CAPABILITY line is the answer to a command, or sent unasked after the
   login. */
static bool capability_was_asked(struct imap_exchange_client *eclient)
{
	return eclient->login_replied;
}

static enum wire_reply_action
capability_line(struct imap_exchange_client *eclient, string_t *dest)
{
	const struct exchange_profile *profile = &eclient->profile;

	if (!capability_was_asked(eclient) &&
	    exchange_has(profile, EXCHANGE_NO_CAPABILITY_CODE))
		return WIRE_REPLY_DROP;
	if (!exchange_has(profile, EXCHANGE_CAPABILITY_LIST))
		return WIRE_REPLY_KEEP;
	str_append(dest, CAPABILITY_PREFIX);
	exchange_capability_append(dest, profile, &eclient->login.capability,
				   TRUE);
	return WIRE_REPLY_REPLACE;
}

/* "tag OK [CAPABILITY ...] Logged in" or "tag OK Logged in": the first tagged
   line in a session. */
static enum wire_reply_action
login_reply_line(struct imap_exchange_client *eclient, const char *line,
		 string_t *dest)
{
	const struct exchange_profile *profile = &eclient->profile;
	const char *data = strstr(line, " OK "), *end;

	eclient->login_replied = TRUE;
	if (data == NULL)
		return WIRE_REPLY_KEEP;
	str_append_data(dest, line, data - line + 1);
	data++;
	if (exchange_has(profile, EXCHANGE_TAGGED_TEXTS)) {
		str_append(dest, exchange_tagged(profile,
			eclient->login.authenticate ? "AUTHENTICATE" : "LOGIN",
			data));
		return WIRE_REPLY_REPLACE;
	}
	if (!exchange_has(profile, EXCHANGE_NO_CAPABILITY_CODE) ||
	    strncmp(data, "OK [CAPABILITY ", 15) != 0 ||
	    (end = strstr(data, "] ")) == NULL)
		return WIRE_REPLY_KEEP;
	str_printfa(dest, "OK %s", end + 2);
	return WIRE_REPLY_REPLACE;
}

static bool select_is_running(struct client *client)
{
	struct client_command_context *cmd = client->command_queue;

	for (; cmd != NULL; cmd = cmd->next) {
		if (cmd->name != NULL && !cmd->tagline_sent &&
		    (strcasecmp(cmd->name, "SELECT") == 0 ||
		     strcasecmp(cmd->name, "EXAMINE") == 0))
			return TRUE;
	}
	return FALSE;
}

/* FLAGS and PERMANENTFLAGS come before EXISTS in Dovecot, after RECENT in
   Exchange: they wait for the first line after RECENT. */
static void
flags_hold(struct imap_exchange_client *eclient, const char *line)
{
	if (eclient->held == NULL)
		eclient->held = str_new(eclient->client->pool, 256);
	str_append(eclient->held, line);
	str_append(eclient->held, "\r\n");
}

static enum wire_reply_action
flags_line(struct imap_exchange_client *eclient, const char *line,
	   string_t *dest)
{
	bool selecting = select_is_running(eclient->client);

	if (!exchange_flags_line(&eclient->profile, line, dest))
		return WIRE_REPLY_KEEP;
	/* Dovecot repeats FLAGS when a keyword is new to the mailbox; Exchange
	   has no new keywords, and its list never changes. */
	if (!selecting &&
	    exchange_has(&eclient->profile, EXCHANGE_NO_CLIENT_KEYWORDS))
		return WIRE_REPLY_DROP;
	if (selecting && exchange_has(&eclient->profile, EXCHANGE_SELECT_LINES)) {
		flags_hold(eclient, str_c(dest));
		return WIRE_REPLY_DROP;
	}
	return WIRE_REPLY_REPLACE;
}

static enum wire_reply_action
untagged_line(struct imap_exchange_client *eclient, const char *line,
	      string_t *dest)
{
	switch (exchange_untagged_line(&eclient->profile, line, dest)) {
	case EXCHANGE_LINE_KEEP:
		return WIRE_REPLY_KEEP;
	case EXCHANGE_LINE_REPLACE:
		return WIRE_REPLY_REPLACE;
	case EXCHANGE_LINE_DROP:
		return WIRE_REPLY_DROP;
	}
	i_unreached();
}

static enum wire_reply_action
reply_line(struct imap_exchange_client *eclient, const char *line,
	   string_t *dest)
{
	if (eclient->in_tagline)
		return WIRE_REPLY_KEEP;
	if (exchange_begins(line, CAPABILITY_PREFIX))
		return capability_line(eclient, dest);
	/* the tag may look like anything (C0001) */
	if (!eclient->login_replied && strstr(line, " OK ") != NULL)
		return login_reply_line(eclient, line, dest);
	if (line[0] != '*' && line[0] != '+')
		return WIRE_REPLY_KEEP;
	/* LIST and LSUB, of which there are many */
	if (exchange_begins(line, "* L"))
		return untagged_line(eclient, line, dest);
	if (exchange_begins(line, "* FLAGS ") ||
	    exchange_begins(line, PERMANENTFLAGS_PREFIX))
		return flags_line(eclient, line, dest);
	if (exchange_store_line(&eclient->profile, line, dest))
		return WIRE_REPLY_REPLACE;
	if (exchange_begins(line, "* STATUS "))
		line = imap_exchange_status_line(eclient, line);
	return untagged_line(eclient, line, dest);
}

static enum wire_reply_action
imap_exchange_reply_line(const char *line, string_t *dest, void *context)
{
	struct imap_exchange_client *eclient = context;
	size_t held = eclient->held == NULL ? 0 : str_len(eclient->held);
	enum wire_reply_action action = reply_line(eclient, line, dest);

	if (held == 0 || held < str_len(eclient->held))
		return action;
	/* what was held goes first */
	if (action == WIRE_REPLY_KEEP)
		str_append(dest, line);
	str_insert(dest, 0, str_c(eclient->held));
	str_truncate(eclient->held, 0);
	if (action == WIRE_REPLY_DROP)
		str_truncate(dest, str_len(dest) - 2);
	return WIRE_REPLY_REPLACE;
}

void imap_exchange_reply_init(struct imap_exchange_client *eclient)
{
	struct client *client = eclient->client;
	struct ostream *output = client->output;

	client->output = o_stream_create_wire_reply(output,
		imap_exchange_reply_line, eclient);
	o_stream_unref(&output);
	eclient->output = client->output;
	client->v.send_tagline = imap_exchange_send_tagline;
}

void imap_exchange_reply_command_done(struct client_command_context *cmd)
{
	struct imap_exchange_client *eclient =
		IMAP_EXCHANGE_CONTEXT(cmd->client);

	/* COMPRESS has put its stream before ours, which sees no words now */
	if (eclient != NULL && cmd->name != NULL &&
	    strcasecmp(cmd->name, "COMPRESS") == 0 &&
	    cmd->client->output != eclient->output)
		o_stream_wire_reply_pass_all(eclient->output);
}
