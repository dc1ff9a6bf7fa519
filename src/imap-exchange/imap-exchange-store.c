/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* STORE with flags that Exchange does not have. */

#include "imap-exchange.h"
#include "imap-arg.h"
#include "imap-commands.h"
#include "exchange-flags.h"
#include "mail-exchange.h"
#include "wire-reply-ostream.h"

#define READ_ONLY_REPLY "NO Command received in Invalid state."
#define BAD_FLAG_REPLY "BAD Command Argument Error. 11"

/* Returns 1 to keep the flag, 0 to ignore it, -1 to refuse the command. */
static int
flag_check(const struct exchange_profile *profile, const char *flag)
{
	if (*flag == '\\')
		return exchange_flag_is_ignored(profile, flag) ? 0 : 1;
	if (mail_exchange_keyword_is_known(flag))
		return 1;
	if (exchange_has(profile, EXCHANGE_REFUSE_CLIENT_KEYWORDS))
		return -1;
	return exchange_has(profile, EXCHANGE_IGNORE_CLIENT_KEYWORDS) ? 0 : 1;
}

/* Takes what is to be ignored out of a list that ends with EOL. Returns FALSE
   if the command is to be refused. */
static bool
flags_filter(const struct exchange_profile *profile, struct imap_arg *args)
{
	struct imap_arg *dest = args;
	const char *flag;
	int ret;

	for (; !IMAP_ARG_IS_EOL(args); args++) {
		ret = !imap_arg_get_atom(args, &flag) ? 1 :
			flag_check(profile, flag);
		if (ret < 0)
			return FALSE;
		if (ret == 0)
			continue;
		if (args->type == IMAP_ARG_ATOM &&
		    mail_exchange_keyword_is_known(args->_data.str))
			args->_data.str = MAIL_EXCHANGE_MDNSENT;
		if (dest != args)
			*dest = *args;
		dest++;
	}
	dest->type = IMAP_ARG_EOL;
	return TRUE;
}

/* args: set ["(" modifiers ")"] FLAGS flags. The parser owns them and gives
   the same ones to cmd_store(). */
static bool
store_args_filter(const struct exchange_profile *profile,
		  const struct imap_arg *args)
{
	const struct imap_arg *list;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		if (IMAP_ARG_IS_EOL(args))
			return TRUE;
		args++;
		if (i == 0 && args->type == IMAP_ARG_LIST) {
			/* UNCHANGEDSINCE of RFC 7162 (V0047) */
			if (exchange_has(profile, EXCHANGE_NO_EXTENSIONS))
				return FALSE;
			args++;
		}
	}
	if (imap_arg_get_list(args, &list))
		args = list;
	return flags_filter(profile, (struct imap_arg *)args);
}

void imap_exchange_args_reread(struct client_command_context *cmd)
{
	cmd->args = "";
	cmd->human_args = "";
}

bool imap_exchange_read_args(struct client_command_context *cmd,
			     const struct imap_arg **args_r)
{
	if (!client_read_args(cmd, 0, 0, args_r))
		return FALSE;
	imap_exchange_args_reread(cmd);
	return TRUE;
}

bool imap_exchange_cmd_store(struct client_command_context *cmd)
{
	struct client *client = cmd->client;
	const struct exchange_profile *profile = imap_exchange_profile(client);
	struct imap_exchange_client *eclient;
	const struct imap_arg *args;

	if (profile == NULL || client->mailbox == NULL)
		return cmd_store(cmd);
	if (!imap_exchange_read_args(cmd, &args))
		return FALSE;
	if (client->mailbox_examined &&
	    exchange_has(profile, EXCHANGE_READ_ONLY_STORE)) {
		client_send_tagline(cmd, READ_ONLY_REPLY);
		return TRUE;
	}
	if (!store_args_filter(profile, args)) {
		client_send_command_error(cmd, "Invalid flag");
		return TRUE;
	}
	/* its answers are put in order, up to the tagged one */
	if (cmd->uid) {
		eclient = IMAP_EXCHANGE_CONTEXT(client);
		o_stream_wire_reply_set_all_words(eclient->output, TRUE);
	}
	return cmd_store(cmd);
}

const char *imap_exchange_store_reply(const char *data)
{
	/* mail-exchange-keywords.c has refused an APPEND */
	if (strstr(data, MAIL_EXCHANGE_KEYWORD_ERROR) != NULL)
		return BAD_FLAG_REPLY;
	return data;
}
