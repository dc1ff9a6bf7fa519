/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* The words that imap sends. Tagged replies are made where Dovecot makes them,
   since only there the command is known; untagged ones are seen by a filter in
   front of the client's connection, and so is the reply to the login, which
   Dovecot sends from a function nobody can hook. */

#include "imap-exchange.h"
#include "ostream.h"
#include "str.h"
#include "imap-client.h"
#include "exchange-flags.h"
#include "exchange-texts.h"
#include "wire-reply-ostream.h"

#define CAPABILITY_PREFIX "* CAPABILITY "
#define LOGOUT_BYE "* BYE Logging out"

static void
imap_exchange_send_tagline(struct client_command_context *cmd, const char *data)
{
	struct client *client = cmd->client;
	struct imap_exchange_client *eclient = IMAP_EXCHANGE_CONTEXT(client);
	const char *tag = cmd->tag;

	if (!exchange_has(&eclient->profile, EXCHANGE_TAGGED_TEXTS)) {
		eclient->module_ctx.super.send_tagline(cmd, data);
		return;
	}
	if (client->output->closed || cmd->cancel)
		return;
	i_assert(!cmd->tagline_sent);
	cmd->tagline_sent = TRUE;
	/* what the log and the stats say stays Dovecot's */
	cmd->tagline_reply = p_strdup(cmd->pool, data);
	if (tag == NULL || *tag == '\0')
		tag = "*";
	T_BEGIN {
		o_stream_nsend_str(client->output, t_strconcat(tag, " ",
			exchange_tagged(&eclient->profile, cmd->name, data), "\r\n",
			NULL));
	} T_END;
	client->last_output = ioloop_time;
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

/* Dovecot repeats FLAGS when a keyword is new to the mailbox; Exchange has no
   new keywords, and its list never changes. */
static bool flags_are_news(struct client *client)
{
	struct client_command_context *cmd = client->command_queue;

	for (; cmd != NULL; cmd = cmd->next) {
		if (cmd->name != NULL &&
		    (strcasecmp(cmd->name, "SELECT") == 0 ||
		     strcasecmp(cmd->name, "EXAMINE") == 0))
			return TRUE;
	}
	return FALSE;
}

static enum wire_reply_action
flags_line(struct imap_exchange_client *eclient, const char *line,
	   string_t *dest)
{
	if (!exchange_flags_line(&eclient->profile, line, dest))
		return WIRE_REPLY_KEEP;
	if (exchange_has(&eclient->profile, EXCHANGE_NO_CLIENT_KEYWORDS) &&
	    !flags_are_news(eclient->client))
		return WIRE_REPLY_DROP;
	return WIRE_REPLY_REPLACE;
}

static enum wire_reply_action
imap_exchange_reply_line(const char *line, string_t *dest, void *context)
{
	struct imap_exchange_client *eclient = context;

	if (line[0] != '*' || line[1] != ' ') {
		return eclient->login_replied ? WIRE_REPLY_KEEP :
			login_reply_line(eclient, line, dest);
	}
	if (strncmp(line, CAPABILITY_PREFIX, strlen(CAPABILITY_PREFIX)) == 0)
		return capability_line(eclient, dest);
	if (strcmp(line, LOGOUT_BYE) == 0 &&
	    exchange_has(&eclient->profile, EXCHANGE_LOGOUT_BYE)) {
		str_printfa(dest, "* BYE %s",
			    exchange_logout_bye(&eclient->profile));
		return WIRE_REPLY_REPLACE;
	}
	return flags_line(eclient, line, dest);
}

void imap_exchange_reply_init(struct imap_exchange_client *eclient)
{
	struct client *client = eclient->client;
	struct ostream *output = client->output;

	client->output = o_stream_create_wire_reply(output,
		imap_exchange_reply_line, eclient);
	o_stream_unref(&output);
	eclient->module_ctx.super = client->v;
	client->v.send_tagline = imap_exchange_send_tagline;
}
