/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* LOGIN domain/delegate/principal (MS-OXIMAP4 2.2.4). Dovecot's LOGIN knows one
   name only; SASL PLAIN carries two: the principal as authorization identity,
   the delegate as authentication identity. Whether the one may open the
   other's mailbox is decided in the auth process. */

#include "imap-login-exchange.h"
#include "base64.h"
#include "safe-memset.h"
#include "str.h"
#include "str-sanitize.h"
#include "imap-login-client.h"
#include "imap-login-commands.h"
#include "imap-parser.h"
#include "exchange-login-name.h"

static imap_login_command_t *super_login;

/* Returns FALSE if the name is nobody's. That is logged, and the name goes to
   the auth process as it is, which refuses it as it does a wrong password. */
static bool
login_name_get(struct imap_login_exchange_client *eclient,
	       struct client *client, const char *user,
	       const char **authcid_r, const char **authzid_r)
{
	struct exchange_login_name name;
	const char *error;

	if (exchange_login_name_parse(user, strlen(user), &name, &error) &&
	    exchange_login_name_map(&name, eclient->set->exchange_login_domains,
				    authcid_r, authzid_r, &error))
		return TRUE;
	e_info(client->event, "imap_login_exchange: LOGIN name '%s': %s",
	       str_sanitize(user, 100), error);
	return FALSE;
}

/* Both strings hold the password: none may grow out of its place. */
static string_t *
plain_response(const char *authcid, const char *authzid, const char *pass)
{
	size_t size = (authzid == NULL ? 0 : strlen(authzid)) +
		strlen(authcid) + strlen(pass) + 2;
	string_t *plain = t_str_new(size + 1), *base64;

	if (authzid != NULL)
		str_append(plain, authzid);
	str_append_c(plain, '\0');
	str_append(plain, authcid);
	str_append_c(plain, '\0');
	str_append(plain, pass);
	base64 = t_str_new(MAX_BASE64_ENCODED_SIZE(size) + 1);
	base64_encode(str_data(plain), str_len(plain), base64);
	safe_memset(str_c_modifiable(plain), 0, size);
	return base64;
}

/* What Dovecot's own LOGIN and AUTHENTICATE tell the imap process. */
static void master_data_prefix_set(struct imap_client *imap_client)
{
	struct client *client = &imap_client->common;
	char *prefix = i_strdup_printf("%d%s",
		imap_client->client_ignores_capability_resp_code ? 1 : 0,
		imap_client->cmd_tag);

	i_free(client->master_data_prefix);
	client->master_data_prefix = (void *)prefix;
	client->master_data_prefix_len = strlen(prefix) + 1;
}

static int
login_as(struct imap_client *imap_client, const char *authcid,
	 const char *authzid, const char *pass)
{
	struct client *client = &imap_client->common;
	string_t *response;
	int ret;

	/* it has sent the reply if it says no */
	if (!client_check_plaintext_auth(client, TRUE))
		return 1;
	master_data_prefix_set(imap_client);
	response = plain_response(authcid, authzid, pass);
	ret = client_auth_begin(client, "PLAIN", str_c(response));
	safe_memset(str_c_modifiable(response), 0, str_len(response));
	return ret;
}

static int cmd_login_exchange(struct imap_client *imap_client,
			      const struct imap_arg *args)
{
	struct client *client = &imap_client->common;
	struct imap_login_exchange_client *eclient =
		IMAP_LOGIN_EXCHANGE_CONTEXT(client);
	const char *user, *pass, *authcid, *authzid;

	if (eclient == NULL ||
	    !exchange_has(&eclient->profile, EXCHANGE_DELEGATE_LOGIN) ||
	    !imap_arg_get_astring(&args[0], &user) ||
	    !imap_arg_get_astring(&args[1], &pass) ||
	    !IMAP_ARG_IS_EOL(&args[2]) ||
	    !login_name_get(eclient, client, user, &authcid, &authzid) ||
	    (authzid == NULL && strcmp(user, authcid) == 0))
		return super_login(imap_client, args);
	return login_as(imap_client, authcid, authzid, pass);
}

void imap_login_exchange_login_init(void)
{
	static const struct imap_login_command command = {
		"LOGIN", cmd_login_exchange
	};
	struct imap_login_command *super = imap_login_command_lookup("LOGIN");

	i_assert(super != NULL);
	super_login = super->func;
	imap_login_commands_unregister(super, 1);
	imap_login_commands_register(&command, 1);
}
