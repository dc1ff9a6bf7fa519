/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* How commands come in: a filter in front of Dovecot's parser takes them apart
   as Exchange does, and what Exchange would not take never reaches Dovecot. The
   failure is noted here and sent by the tagline hook. */

#include "imap-exchange.h"
#include "istream.h"
#include "ioloop.h"
#include "ostream.h"
#include "str.h"
#include "imap-client.h"
#include "imap-commands.h"
#include "imap-settings.h"
#include "exchange-append.h"
#include "wire-command-check.h"

static bool is_idle(void *context)
{
	struct imap_exchange_client *eclient = context;

	return eclient->client->command_queue == NULL;
}

/* Dovecot reads the arguments of an APPEND where nobody can hook. */
static void
append_args_filter(const struct exchange_profile *profile,
		   struct wire_command *command)
{
	string_t *args = t_str_new(command->args_size);

	if (exchange_append_flags(profile, command->args, command->args_size,
				  args)) {
		command->args = str_data(args);
		command->args_size = str_len(args);
	}
}

static bool command_begins(struct wire_command *command, void *context)
{
	struct imap_exchange_client *eclient = context;

	i_free(eclient->tag);
	eclient->tag = i_strdup(command->tag);
	eclient->refused = !wire_command_check(command, &eclient->profile,
		EXCHANGE_STATE_AUTHENTICATED | EXCHANGE_STATE_SELECTED,
		&eclient->failure);
	if (!eclient->refused && strcmp(command->name, "APPEND") == 0)
		append_args_filter(&eclient->profile, command);
	return !eclient->refused;
}

static void prompt(const char *name, void *context)
{
	struct imap_exchange_client *eclient = context;

	/* V0058 */
	if (strcmp(name, "UID SEARCH") == 0 &&
	    exchange_has(&eclient->profile,
			 EXCHANGE_UID_SEARCH_NO_CONTINUATION))
		return;
	/* the reply filter has its words */
	o_stream_nsend_str(eclient->client->output, "+ OK\r\n");
}

static const struct wire_command_callbacks input_callbacks = {
	.is_idle = is_idle,
	.command = command_begins,
	.prompt = prompt,
};

/* Dovecot calls this when the streams are the final ones: rawlog and the input
   that imap-login has read already are below client->input. */
static void imap_exchange_input_init(struct client *client)
{
	struct imap_exchange_client *eclient = IMAP_EXCHANGE_CONTEXT(client);
	struct istream *input = client->input;

	eclient->module_ctx.super.init(client);
	io_remove(&client->io);
	client->input = i_stream_create_wire_command(input,
		wire_command_flags(&eclient->profile),
		exchange_has(&eclient->profile, EXCHANGE_COMMAND_LIMIT) ?
			eclient->set->exchange_command_size :
			client->set->imap_max_line_length,
		&input_callbacks, eclient);
	i_stream_set_name(client->input, i_stream_get_name(input));
	i_stream_unref(&input);
	eclient->input = client->input;
	client_add_missing_io(client);
	/* imap-login may have read commands already */
	i_stream_set_input_pending(client->input, TRUE);
}

void imap_exchange_input_wake(struct client *client)
{
	struct imap_exchange_client *eclient = IMAP_EXCHANGE_CONTEXT(client);

	if (eclient != NULL && eclient->input != NULL &&
	    eclient->input == client->input)
		i_stream_wire_command_wake(client->input);
}

void imap_exchange_input_client_deinit(struct imap_exchange_client *eclient)
{
	i_free(eclient->tag);
}

void imap_exchange_input_client(struct imap_exchange_client *eclient)
{
	struct client *client = eclient->client;

	if (!exchange_has(&eclient->profile, EXCHANGE_SERIAL_COMMANDS))
		return;
	client->v.init = imap_exchange_input_init;
	/* The filter hands literals of any size over at once, and Exchange has
	   LITERAL+, not LITERAL-. These settings are the client's own. */
	((struct imap_settings *)client->set)->imap_literal_minus = FALSE;
}

static void command_post_hook(struct client_command_context *cmd)
{
	imap_exchange_reply_command_done(cmd);
	imap_exchange_input_wake(cmd->client);
}

static void command_pre_hook(struct client_command_context *cmd ATTR_UNUSED)
{
}

void imap_exchange_input_init_hooks(void)
{
	command_hook_register(command_pre_hook, command_post_hook);
}

void imap_exchange_input_deinit_hooks(void)
{
	command_hook_unregister(command_pre_hook, command_post_hook);
}
