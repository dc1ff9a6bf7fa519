/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* The words that imap-login sends. Every reply but the SASL challenges passes
   send_raw_data(), as one or more whole lines. */

#include "imap-login-exchange.h"
#include "hostpid.h"
#include "str.h"
#include "imap-login-client.h"
#include "compat-login.h"
#include "exchange-texts.h"

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
	/* Until then the text is what Dovecot says about TLS itself. */
	if (strcasecmp(imap_client->cmd_name, "STARTTLS") == 0)
		return line;
	return t_strconcat(tag, " ", exchange_tagged(&eclient->profile,
		imap_client->cmd_name, line + len + 1), NULL);
}

/* Returns what to send instead of line. */
static const char *
reply_line(struct imap_login_exchange_client *eclient, struct client *client,
	   const char *line)
{
	const struct exchange_profile *profile = &eclient->profile;

	if (eclient->in_greeting && strncmp(line, "* OK ", 5) == 0)
		return greeting_line(eclient);
	if (strncmp(line, CAPABILITY_PREFIX, strlen(CAPABILITY_PREFIX)) == 0 &&
	    exchange_has(profile, EXCHANGE_CAPABILITY_LIST))
		return capability_line(eclient, client, line);
	if (strncmp(line, "* BYE Logging out", 17) == 0 &&
	    exchange_has(profile, EXCHANGE_LOGOUT_BYE))
		return t_strconcat("* BYE ", exchange_logout_bye(profile), NULL);
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
	const char *const *lines;
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
			str_append(str, reply_line(eclient, client, *lines));
			str_append(str, "\r\n");
		}
		eclient->module_ctx.super.send_raw_data(client, str_data(str),
							str_len(str));
	} T_END;
}

void imap_login_exchange_notify_auth_ready(struct client *client)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);

	eclient->in_greeting = exchange_has(&eclient->profile,
					    EXCHANGE_PLAIN_OK);
	eclient->module_ctx.super.notify_auth_ready(client);
	eclient->in_greeting = FALSE;
}
