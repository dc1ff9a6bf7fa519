/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "imap-login-exchange.h"
#include "imap-login-client.h"
#include "imap-login-commands.h"
#include "compat-login.h"

static imap_login_command_t *super_capability;

/* Dovecot's CAPABILITY notes that the client has asked, so that imap sends the
   list again, unasked, after the login. Exchange does not (V0020). */
static int super_capability_quietly(struct imap_client *imap_client,
				    const struct imap_arg *args)
{
	bool ignores = imap_client->client_ignores_capability_resp_code;
	int ret;

	ret = super_capability(imap_client, args);
	imap_client->client_ignores_capability_resp_code = ignores;
	return ret;
}

static int cmd_capability_exchange(struct imap_client *imap_client,
				   const struct imap_arg *args)
{
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(&imap_client->common);

	if (eclient == NULL ||
	    !exchange_has(&eclient->profile, EXCHANGE_NO_CAPABILITY_CODE))
		return super_capability(imap_client, args);
	return super_capability_quietly(imap_client, args);
}

void imap_login_exchange_capability_get(struct client *client,
	struct exchange_capability_state *state_r)
{
	struct imap_client *imap_client =
		container_of(client, struct imap_client, common);
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);

	eclient->captured = "";
	eclient->capturing = TRUE;
	(void)super_capability_quietly(imap_client, NULL);
	eclient->capturing = FALSE;
	exchange_capability_parse(eclient->captured, state_r);
	state_r->tls = compat_login_client_has_tls(client);
}

void imap_login_exchange_commands_init(void)
{
	static const struct imap_login_command commands[] = {
		{ "CAPABILITY", cmd_capability_exchange },
	};
	struct imap_login_command *super;

	if (super_capability != NULL)
		return;
	super = imap_login_command_lookup("CAPABILITY");
	i_assert(super != NULL);
	super_capability = super->func;
	/* a second command of the same name alone would never be found */
	imap_login_commands_unregister(super, 1);
	imap_login_commands_register(commands, N_ELEMENTS(commands));
	imap_login_exchange_login_init();
}
