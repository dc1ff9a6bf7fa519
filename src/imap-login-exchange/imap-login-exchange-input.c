/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* How commands come in before the login: the same filter as after it. Dovecot
   replaces client->input when TLS starts, and needs the connection's own stream
   to do so; and after the login what is left of the input goes to imap. */

#include "imap-login-exchange.h"
#include "ioloop.h"
#include "istream.h"
#include "ostream.h"
#include "imap-login-client.h"
#include "exchange-texts.h"
#include "exchange-untagged.h"
#include "wire-command-check.h"

/* In Dovecot the parameters of a command before the login fit in about 1 kB,
   and what they become must fit in a line of the auth protocol. */
#define LOGIN_ARGS_MAX 4096
/* LOGIN_MAX_MASTER_PREFIX_LEN: imap is told the tag of the login */
#define LOGIN_TAG_MAX IMAP_TAG_MAX_LEN

static struct imap_client *imap_client_get(struct client *client)
{
	return container_of(client, struct imap_client, common);
}

static bool is_idle(void *context)
{
	struct client *client = context;
	struct imap_client *imap_client = imap_client_get(client);

	return !client->authenticating &&
		(imap_client->cmd_finished || imap_client->cmd_tag == NULL);
}

/* Returns TRUE with the failure if imap-login could not pass the login on. */
static bool
login_find_failure(const struct wire_command *command,
		   enum exchange_failure *failure_r)
{
	bool authenticate = strcmp(command->name, "AUTHENTICATE") == 0;

	if (!authenticate && strcmp(command->name, "LOGIN") != 0)
		return FALSE;
	if (strlen(command->tag) > LOGIN_TAG_MAX) {
		*failure_r = EXCHANGE_FAILURE_COMMAND;
		return TRUE;
	}
	if (authenticate &&
	    memchr(command->args, '\n', command->args_size) != NULL) {
		/* Words, no strings: Dovecot would take the octets of a
		   literal for the next command. */
		*failure_r = EXCHANGE_FAILURE_VALUE;
		return TRUE;
	}
	if (command->args_size > LOGIN_MAX_AUTH_BUF_SIZE ||
	    (!authenticate && command->args_size > LOGIN_ARGS_MAX)) {
		/* nobody has such a name or password */
		*failure_r = authenticate ? EXCHANGE_FAILURE_AUTHENTICATE :
			EXCHANGE_FAILURE_LOGIN;
		return TRUE;
	}
	return FALSE;
}

static bool command_begins(struct wire_command *command, void *context)
{
	struct client *client = context;
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);

	i_free(eclient->tag);
	eclient->tag = i_strdup(command->tag);
	eclient->refused = !wire_command_check(command, &eclient->profile,
			EXCHANGE_STATE_NOT_AUTHENTICATED, &eclient->failure) ||
		login_find_failure(command, &eclient->failure);
	if (imap_login_exchange_is_cut_off(client, command->name)) {
		eclient->refused = TRUE;
		eclient->failure = EXCHANGE_FAILURE_NOT_CONNECTED;
	}
	return !eclient->refused;
}

static void prompt(const char *name ATTR_UNUSED, void *context)
{
	struct client *client = context;
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);
	const char *text = exchange_continuation(&eclient->profile, "+ OK");

	o_stream_nsend_str(client->output, t_strconcat(
		text == NULL ? "+ OK" : text, "\r\n", NULL));
}

static const struct wire_command_callbacks input_callbacks = {
	.is_idle = is_idle,
	.command = command_begins,
	.prompt = prompt,
};

void imap_login_exchange_input_start(struct client *client)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);
	struct istream *input = client->input;

	if (!exchange_has(&eclient->profile, EXCHANGE_SERIAL_COMMANDS))
		return;
	client->input = i_stream_create_wire_command(input,
		wire_command_flags(&eclient->profile),
		exchange_has(&eclient->profile, EXCHANGE_COMMAND_LIMIT) ?
			eclient->set->exchange_command_size :
			LOGIN_MAX_INBUF_SIZE,
		&input_callbacks, client);
	i_stream_set_name(client->input, i_stream_get_name(input));
	i_stream_unref(&input);
	eclient->input = client->input;
}

static struct istream *client_filter(struct client *client)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);

	return eclient->input != NULL && client->input == eclient->input ?
		eclient->input : NULL;
}

void imap_login_exchange_input_pass_all(struct client *client)
{
	struct istream *input = client_filter(client);

	if (input != NULL)
		i_stream_wire_command_pass_all(input);
}

void imap_login_exchange_input_stop(struct client *client)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);

	i_stream_unref(&eclient->old_input);
	i_free(eclient->tag);
}

/* Dovecot takes all commands that it has, which is one. */
void imap_login_exchange_input(struct client *client)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);
	struct istream *input;

	client_ref(client);
	eclient->module_ctx.super.input(client);
	input = client->destroyed ? NULL : client_filter(client);
	/* only if that makes a command come: an io that is set pending in its
	   own callback runs before all others */
	if (input != NULL && is_idle(client))
		i_stream_wire_command_wake(input);
	client_unref(&client);
}

/* Called when tag and name of a command are known. */
bool imap_login_exchange_input_next_cmd(struct client *client)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);
	struct imap_client *imap_client = imap_client_get(client);

	if (client_filter(client) != NULL && eclient->tag != NULL) {
		/* the tag as it was sent */
		imap_client->cmd_tag = *eclient->tag == '\0' ? "*" :
			eclient->tag;
	}
	return eclient->module_ctx.super.input_next_cmd(client);
}

void imap_login_exchange_notify_starttls(struct client *client, bool success,
					 const char *text)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);
	struct istream *input = client_filter(client);

	eclient->module_ctx.super.notify_starttls(client, success, text);
	if (!success || input == NULL)
		return;
	client->input = i_stream_wire_command_detach(input);
	eclient->old_input = input;
	eclient->input = NULL;
}

/* Dovecot has put TLS around client->input and listens to it. */
void imap_login_exchange_starttls(struct client *client)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);
	bool had_io = client->io != NULL;

	io_remove(&client->io);
	imap_login_exchange_input_start(client);
	eclient->module_ctx.super.starttls(client);
	i_stream_unref(&eclient->old_input);
	if (had_io && client->io == NULL)
		client->io = io_add_istream(client->input, client_input, client);
	i_stream_set_input_pending(client->input, TRUE);
}
