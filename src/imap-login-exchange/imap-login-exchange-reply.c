/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* The words that imap-login sends. Every reply but the SASL challenges passes
   send_raw_data(), as one or more whole lines. */

#include "imap-login-exchange.h"
#include "hostpid.h"
#include "ostream.h"
#include "str.h"
#include "imap-login-client.h"
#include "imap-parser.h"
#include "compat-login.h"
#include "exchange-command.h"
#include "exchange-failure.h"
#include "exchange-texts.h"
#include "exchange-untagged.h"

#define CAPABILITY_PREFIX "* CAPABILITY "

static const char *greeting_line(struct imap_login_exchange_client *eclient)
{
	return t_strconcat("* OK ", exchange_greeting(&eclient->profile,
		eclient->set->exchange_banner, my_hostdomain()), NULL);
}

static const char *
capability_line(struct imap_login_exchange_client *eclient,
		struct client *client, const char *line)
{
	struct exchange_capability_state state;
	string_t *str = t_str_new(256);

	exchange_capability_parse(line + strlen(CAPABILITY_PREFIX), &state);
	state.tls = compat_login_client_has_tls(client);
	str_append(str, CAPABILITY_PREFIX);
	exchange_capability_append(str, &eclient->profile, &state, FALSE);
	return str_c(str);
}

/* Why the auth process, or Dovecot for it, has said no. */
static enum exchange_failure
auth_failure(struct imap_login_exchange_client *eclient, bool authenticate)
{
	switch (eclient->auth_result) {
	case CLIENT_AUTH_RESULT_ABORTED:
		return EXCHANGE_FAILURE_CANCELED;
	case CLIENT_AUTH_RESULT_MECH_INVALID:
		return EXCHANGE_FAILURE_MECHANISM;
	case CLIENT_AUTH_RESULT_SSL_REQUIRED:
	case CLIENT_AUTH_RESULT_MECH_SSL_REQUIRED:
	case CLIENT_AUTH_RESULT_LOGIN_DISABLED:
		/* the mechanism is not announced here, nor is LOGIN */
		return authenticate ? EXCHANGE_FAILURE_MECHANISM :
			EXCHANGE_FAILURE_STATE;
	case CLIENT_AUTH_RESULT_TEMPFAIL:
		return EXCHANGE_FAILURE_UNAVAILABLE;
	default:
		if (compat_login_auth_result_is_limit(eclient->auth_result))
			return EXCHANGE_FAILURE_UNAVAILABLE;
		return authenticate ? EXCHANGE_FAILURE_AUTHENTICATE :
			EXCHANGE_FAILURE_LOGIN;
	}
}

static bool parser_has_failed(struct imap_client *imap_client)
{
	enum imap_parser_error error;

	(void)imap_parser_get_error(imap_client->parser, &error);
	return error != IMAP_PARSE_ERROR_NONE;
}

/* A command failed before anybody was asked for a password. */
static enum exchange_failure
command_failure(struct imap_login_exchange_client *eclient,
		struct imap_client *imap_client)
{
	const struct exchange_command *command;

	if (eclient->refused)
		return eclient->failure;
	if (imap_client->cmd_tag == NULL || *imap_client->cmd_tag == '*')
		return EXCHANGE_FAILURE_TAG;
	if (imap_client->cmd_name == NULL || parser_has_failed(imap_client))
		return EXCHANGE_FAILURE_COMMAND;
	command = exchange_command_find(&eclient->profile,
					imap_client->cmd_name);
	if (command == NULL)
		return EXCHANGE_FAILURE_COMMAND;
	if ((command->states & EXCHANGE_STATE_NOT_AUTHENTICATED) == 0 ||
	    strcmp(command->name, "STARTTLS") == 0)
		return EXCHANGE_FAILURE_STATE;
	return EXCHANGE_FAILURE_COUNT;
}

static bool data_is_failure(const char *data)
{
	return exchange_begins(data, "NO ") || exchange_begins(data, "BAD ");
}

/* data is what Dovecot sends after the tag */
static const char *
tagged_data(struct imap_login_exchange_client *eclient,
	    struct imap_client *imap_client, const char *data)
{
	const struct exchange_profile *profile = &eclient->profile;
	enum exchange_failure failure;

	if (data_is_failure(data) && strstr(data, "[REFERRAL ") == NULL &&
	    exchange_has(profile, EXCHANGE_FAILURE_TEXTS)) {
		failure = eclient->in_auth_result ?
			auth_failure(eclient, imap_login_exchange_authenticates(
						&imap_client->common)) :
			command_failure(eclient, imap_client);
		return exchange_failure_text(profile, failure, NULL);
	}
	/* OK to STARTTLS is the same in Exchange. */
	if (imap_client->cmd_name != NULL &&
	    strcasecmp(imap_client->cmd_name, "STARTTLS") == 0)
		return data;
	return exchange_tagged(profile, imap_client->cmd_name, data);
}

static const char *
tagged_line(struct imap_login_exchange_client *eclient, struct client *client,
	    const char *line)
{
	struct imap_client *imap_client =
		container_of(client, struct imap_client, common);
	const char *tag = imap_client->cmd_tag;
	size_t len = tag == NULL ? 0 : strlen(tag);

	if (len == 0 || strncmp(line, tag, len) != 0 || line[len] != ' ')
		return line;
	return t_strconcat(tag, " ",
		tagged_data(eclient, imap_client, line + len + 1), NULL);
}

/* Returns TRUE if Dovecot talks of itself: waiting for auth, a password in
   clear, a disconnect before the greeting. */
static bool
line_is_chatter(struct imap_login_exchange_client *eclient,
		struct client *client, const char *line)
{
	struct imap_client *imap_client =
		container_of(client, struct imap_client, common);

	if (!exchange_has(&eclient->profile, EXCHANGE_UNTAGGED_TEXTS))
		return FALSE;
	/* C0001: a tag may be "*" */
	if (exchange_begins(line, "* OK "))
		return null_strcmp(imap_client->cmd_tag, "*") != 0;
	return exchange_begins(line, "* BAD [") ||
		(exchange_begins(line, "* BYE ") && !client->banner_sent);
}

/* Returns what to send instead of line, NULL for nothing. */
static const char *
reply_line(struct imap_login_exchange_client *eclient, struct client *client,
	   const char *line)
{
	const struct exchange_profile *profile = &eclient->profile;
	const char *text;

	if (eclient->in_greeting && exchange_begins(line, "* OK ")) {
		return exchange_has(profile, EXCHANGE_PLAIN_OK) ?
			greeting_line(eclient) : line;
	}
	if (line_is_chatter(eclient, client, line))
		return NULL;
	if (exchange_begins(line, CAPABILITY_PREFIX) &&
	    exchange_has(profile, EXCHANGE_CAPABILITY_LIST))
		return capability_line(eclient, client, line);
	if (exchange_begins(line, "* ID ") &&
	    exchange_has(profile, EXCHANGE_ID_REPLY))
		return exchange_id(profile);
	if (exchange_begins(line, "* BYE ")) {
		text = line + strlen("* BYE ");
		return exchange_bye(profile, text);
	}
	return tagged_line(eclient, client, line);
}

static void capture_line(struct imap_login_exchange_client *eclient,
			 struct client *client, const char *line)
{
	/* Dovecot's function may have a data stack frame of its own */
	if (strncmp(line, CAPABILITY_PREFIX, strlen(CAPABILITY_PREFIX)) == 0) {
		eclient->captured = p_strdup(client->pool,
			line + strlen(CAPABILITY_PREFIX));
	}
}

void imap_login_exchange_send_raw_data(struct client *client,
				       const void *data, size_t size)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);
	const char *const *lines, *line;
	string_t *str;

	if (eclient->capturing) {
		lines = t_strsplit(t_strndup(data, size), "\r\n");
		for (; *lines != NULL; lines++)
			capture_line(eclient, client, *lines);
		return;
	}
	T_BEGIN {
		str = t_str_new(256);
		/* "a\r\nb\r\n" splits into a, "", b, "", "" */
		lines = t_strsplit(t_strndup(data, size), "\r\n");
		for (; *lines != NULL; lines++) {
			if (**lines == '\0')
				continue;
			line = reply_line(eclient, client, *lines);
			if (line != NULL)
				str_printfa(str, "%s\r\n", line);
		}
		if (str_len(str) > 0) {
			eclient->module_ctx.super.send_raw_data(client,
				str_data(str), str_len(str));
		}
	} T_END;
}

void imap_login_exchange_notify_auth_ready(struct client *client)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);

	eclient->in_greeting = TRUE;
	eclient->module_ctx.super.notify_auth_ready(client);
	eclient->in_greeting = FALSE;
}

void imap_login_exchange_notify_status(struct client *client, bool bad,
				       const char *text)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);

	/* "Waiting for authentication process to respond.." comes before the
	   greeting, "... the password was exposed" has ALERT (V0049) */
	if (!exchange_has(&eclient->profile, EXCHANGE_UNTAGGED_TEXTS))
		eclient->module_ctx.super.notify_status(client, bad, text);
}

void imap_login_exchange_auth_send_challenge(struct client *client,
					     const char *data)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);

	/* Dovecot sends "+ " */
	if (*data == '\0' && exchange_has(&eclient->profile, EXCHANGE_SASL_PLUS))
		o_stream_nsend(client->output, "+\r\n", 3);
	else
		eclient->module_ctx.super.auth_send_challenge(client, data);
}
