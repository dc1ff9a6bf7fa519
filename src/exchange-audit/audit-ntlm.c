/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "buffer.h"
#include "base64.h"
#include "ntlm-client.h"
#include "ntlm-crypto.h"
#include "audit-ctx.h"
#include "audit-ntlm.h"

/* NEGOTIATE, CHALLENGE, AUTHENTICATE: MS-OXIMAP4 2.2.1 and example 4.1. */

/* Sends a message. Returns TRUE if a continuation or a tagged answer came. */
static bool ntlm_send(struct audit_ctx *ctx, const struct ntlm_field *msg,
		      bool secret)
{
	const char *prefixes[2] = { t_strconcat(ctx->tag, " ", NULL), NULL };
	string_t *line = t_str_new(512);

	base64_encode(msg->data, msg->size, line);
	str_append(line, "\r\n");
	if (!secret)
		audit_conn_send(ctx->conn, str_data(line), str_len(line));
	else
		audit_conn_send_secret(ctx->conn, str_data(line),
			str_len(line), "*** base64(NTLM AUTHENTICATE)\r\n");
	return audit_read_until(ctx, prefixes, TRUE);
}

/* The CHALLENGE in the last answer. */
static int ntlm_challenge(struct audit_ctx *ctx, buffer_t *challenge,
			  const char **error_r)
{
	const char *text = audit_last(ctx);

	if (strncmp(text, "+ ", 2) == 0 &&
	    base64_scheme_decode(&base64_scheme, 0, text + 2, strlen(text + 2),
				 challenge) >= 0)
		return 0;
	*error_r = t_strconcat("NTLM: no CHALLENGE: ", audit_answers(ctx),
			       NULL);
	return -1;
}

static int ntlm_exchange(struct audit_ctx *ctx, struct ntlm_client *client,
			 const char **error_r)
{
	buffer_t *challenge = t_buffer_create(512);
	struct ntlm_field msg;

	if (audit_cmd_plus(ctx, "AUTHENTICATE NTLM") &&
	    audit_last(ctx)[0] == '+') {
		ntlm_client_negotiate(client, &msg);
		(void)ntlm_send(ctx, &msg, FALSE);
		if (ntlm_challenge(ctx, challenge, error_r) < 0)
			return -1;
		if (ntlm_client_authenticate(client, challenge->data,
					     challenge->used, &msg,
					     error_r) < 0)
			return -1;
		(void)ntlm_send(ctx, &msg, TRUE);
	}
	if (audit_find(ctx, "OK{*}") != NULL)
		return 0;
	*error_r = t_strconcat("NTLM: ", audit_answers(ctx), NULL);
	return -1;
}

/* "DOMAIN\user" has a domain, "user@domain" is a name of its own. */
static void ntlm_split_name(const char *name,
			    struct ntlm_client_params *params)
{
	const char *p = strchr(name, '\\');

	params->domain = p == NULL ? "" : t_strdup_until(name, p);
	params->user = p == NULL ? name : p + 1;
}

int audit_ntlm_login(struct audit_ctx *ctx, const struct audit_user *user,
		     const char **error_r)
{
	static bool initialized = FALSE;
	struct ntlm_client_params params;
	struct ntlm_client *client;
	int ret;

	if (!initialized && ntlm_crypto_init(error_r) < 0)
		return -1;
	initialized = TRUE;
	i_zero(&params);
	ntlm_split_name(user->name, &params);
	params.password = user->password;
	params.target_name = t_strconcat("imap/", ctx->audit->set->host, NULL);
	client = ntlm_client_create(ctx->pool, &params, error_r);
	if (client == NULL)
		return -1;
	ret = ntlm_exchange(ctx, client, error_r);
	ntlm_client_free(&client);
	return ret;
}
