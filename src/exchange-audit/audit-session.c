/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "array.h"
#include "base64.h"
#include "hex-binary.h"
#include "safe-memset.h"
#include "audit-session.h"
#include "audit-pattern.h"
#include "audit-gssapi.h"
#include "audit-ntlm.h"

#include <ctype.h>

static unsigned int session_idx(char session)
{
	const char *p = strchr(AUDIT_SESSIONS, session);

	i_assert(p != NULL && session != '\0');
	return p - AUDIT_SESSIONS;
}

static bool session_is_shared(char session)
{
	return session == 'A' || session == 'B';
}

const char *audit_quote(const char *text)
{
	const char *p;
	string_t *str;

	for (p = text; *p != '\0'; p++) {
		if ((unsigned char)*p < 0x20 || (unsigned char)*p >= 0x7f ||
		    *p == '{' || *p == '}') {
			return t_strdup_printf("{lit:{x:%s}}", binary_to_hex(
				(const unsigned char *)text, strlen(text)));
		}
	}
	str = t_str_new(64);
	str_append_c(str, '"');
	for (p = text; *p != '\0'; p++) {
		if (*p == '"' || *p == '\\')
			str_append_c(str, '\\');
		str_append_c(str, *p);
	}
	str_append_c(str, '"');
	return str_c(str);
}

static int login_failed(struct audit_ctx *ctx, const char **error_r)
{
	if (audit_find(ctx, "OK{*}") != NULL) {
		ctx->conn->authenticated = TRUE;
		return 0;
	}
	*error_r = t_strdup_printf("login failed: %s", audit_answers(ctx));
	return -1;
}

static int login_login(struct audit_ctx *ctx, const struct audit_user *user,
		       const char **error_r)
{
	(void)audit_cmdf(ctx, "LOGIN %s %s", audit_quote(user->name),
			 audit_quote(user->password));
	return login_failed(ctx, error_r);
}

static int login_plain(struct audit_ctx *ctx, const struct audit_user *user,
		       const char **error_r)
{
	const char *prefixes[2] = { NULL, NULL };
	string_t *blob = t_str_new(128), *line = t_str_new(128);

	if (!audit_cmd_plus(ctx, "AUTHENTICATE PLAIN") ||
	    audit_last(ctx)[0] != '+')
		return login_failed(ctx, error_r);
	str_append_c(blob, '\0');
	str_append(blob, user->name);
	str_append_c(blob, '\0');
	str_append(blob, user->password);
	base64_encode(str_data(blob), str_len(blob), line);
	str_append(line, "\r\n");
	audit_conn_send_secret(ctx->conn, str_data(line), str_len(line),
			       "*** base64(NUL user NUL password)\r\n");
	safe_memset(buffer_get_modifiable_data(line, NULL), 0, line->used);
	safe_memset(buffer_get_modifiable_data(blob, NULL), 0, blob->used);
	prefixes[0] = t_strconcat(ctx->tag, " ", NULL);
	(void)audit_read_until(ctx, prefixes, TRUE);
	return login_failed(ctx, error_r);
}

int audit_session_login_by(struct audit_ctx *ctx, const char *mechanism,
			   const struct audit_user *user,
			   const char **error_r)
{
	int ret;

	T_BEGIN {
		const char *error = NULL;

		if (strcmp(mechanism, "plain") == 0)
			ret = login_plain(ctx, user, &error);
		else if (strcmp(mechanism, "gssapi") == 0)
			ret = audit_gssapi_login(ctx, &error);
		else if (strcmp(mechanism, "ntlm") == 0)
			ret = audit_ntlm_login(ctx, user, &error);
		else
			ret = login_login(ctx, user, &error);
		if (ret < 0)
			*error_r = p_strdup(ctx->pool, error);
		else
			ctx->conn->authenticated = TRUE;
	} T_END;
	return ret;
}

int audit_session_login(struct audit_ctx *ctx, const struct audit_user *user,
			const char **error_r)
{
	return audit_session_login_by(ctx, ctx->audit->set->mechanism, user,
				      error_r);
}

/* The greeting becomes the first answer. */
static int session_greeting(struct audit_ctx *ctx, const char **error_r)
{
	static const char *const greetings[] = {
		"* OK", "* PREAUTH", "* BYE", "* NO", "* BAD", NULL
	};

	audit_clear(ctx);
	if (!audit_read_until(ctx, greetings, FALSE)) {
		*error_r = t_strconcat("no greeting: ", audit_answers(ctx),
				       NULL);
		return -1;
	}
	ctx->conn->greeting = *array_back(&ctx->responses);
	if (!audit_match("* {OK|PREAUTH}{*}", audit_last(ctx))) {
		*error_r = t_strconcat("the server does not want us: ",
				       audit_last(ctx), NULL);
		return -1;
	}
	return 0;
}

/* STARTTLS, keeping the greeting as the only answer. */
static int session_starttls(struct audit_ctx *ctx, const char **error_r)
{
	struct audit_resp greeting = *array_front(&ctx->responses);

	(void)audit_cmd(ctx, "STARTTLS");
	if (audit_find(ctx, "OK{*}") == NULL) {
		*error_r = t_strconcat("STARTTLS refused: ",
				       audit_answers(ctx), NULL);
		return -1;
	}
	if (audit_conn_start_tls(ctx->conn, error_r) < 0)
		return -1;
	audit_clear(ctx);
	array_push_back(&ctx->responses, &greeting);
	return 0;
}

/* Opens a connection of that letter, which says from where, to which port and
   whether TLS comes first. Returns 0, or -1 with error_r. */
static int
session_connect(struct audit_ctx *ctx, char session,
		struct audit_conn **conn_r, const char **error_r)
{
	const struct audit_settings *set = ctx->audit->set;
	const struct ip_addr *from = session == 'I' ?
		&set->insecure_from : NULL;
	const char *name = p_strdup_printf(ctx->audit->pool, "%c", session);
	in_port_t port = set->port;
	bool tls = set->security == AUDIT_SECURITY_TLS;

	if (session == 'C' || session == 'I') {
		port = set->clear_port;
		tls = FALSE;
	} else if (session == 'T') {
		port = set->tls_port;
		tls = TRUE;
	}
	if (port == 0) {
		*error_r = session == 'T' ? "needs --tls-port" :
			"needs --clear-port";
		return -1;
	}
	return audit_conn_open(ctx->audit, name, port, tls, from, conn_r,
			       error_r);
}

static int session_open(struct audit_ctx *ctx, char session,
			const char **error_r)
{
	const struct audit_settings *set = ctx->audit->set;
	struct audit_conn *conn;

	if (session_connect(ctx, session, &conn, error_r) < 0)
		return -1;
	ctx->conns[session_idx(session)] = ctx->conn = conn;
	audit_conn_begin_row(conn, ctx->pool, ctx->transcript);
	if (session_greeting(ctx, error_r) < 0)
		return -1;
	if (set->security == AUDIT_SECURITY_STARTTLS &&
	    strchr("ABUPQ", session) != NULL &&
	    session_starttls(ctx, error_r) < 0)
		return -1;
	if (strchr("AB", session) != NULL)
		return audit_session_login(ctx, &set->user, error_r);
	if (session == 'U')
		return audit_session_login(ctx, &set->user2, error_r);
	return 0;
}

bool audit_use(struct audit_ctx *ctx, char session)
{
	unsigned int idx = session_idx(session);
	struct audit_conn **shared = session_is_shared(session) ?
		&ctx->audit->shared[idx] : NULL;
	const char *error;

	if (ctx->decided)
		return FALSE;
	if (ctx->conns[idx] == NULL && shared != NULL && *shared != NULL) {
		ctx->conns[idx] = *shared;
		*shared = NULL;
		audit_conn_begin_row(ctx->conns[idx], ctx->pool,
				     ctx->transcript);
	}
	if (ctx->conns[idx] != NULL) {
		ctx->conn = ctx->conns[idx];
		if (ctx->conn->tag != NULL)
			ctx->tag = ctx->conn->tag;
		ctx->conn_used = TRUE;
		return TRUE;
	}
	if (session_open(ctx, session, &error) < 0) {
		ctx->unreachable = TRUE;
		return audit_skip(ctx, error);
	}
	ctx->conn_used = TRUE;
	return TRUE;
}

/* A shared session stays for the next row if it is in a known state. A row that
   does not hold has often ended in the middle of an exchange. */
static bool session_give_back(struct audit_ctx *ctx, unsigned int idx)
{
	struct audit_conn *conn = ctx->conns[idx];

	if (!session_is_shared(AUDIT_SESSIONS[idx]) || ctx->spoiled[idx] ||
	    conn->broken != NULL || !conn->authenticated ||
	    (ctx->row != NULL && ctx->verdict != AUDIT_HOLDS) ||
	    (ctx->row != NULL && (ctx->row->flags & AUDIT_ROW_FRESH) != 0))
		return FALSE;
	audit_conn_begin_row(conn, ctx->audit->pool, NULL);
	ctx->audit->shared[idx] = conn;
	return TRUE;
}

void audit_hang_up(struct audit_ctx *ctx, char session)
{
	unsigned int idx = session_idx(session);

	if (ctx->conns[idx] == NULL)
		return;
	if (ctx->conn == ctx->conns[idx])
		ctx->conn = NULL;
	audit_conn_close(&ctx->conns[idx]);
	ctx->spoiled[idx] = FALSE;
}

void audit_session_end_row(struct audit_ctx *ctx)
{
	unsigned int i;

	for (i = 0; i < AUDIT_SESSION_COUNT; i++) {
		if (ctx->conns[i] != NULL && session_give_back(ctx, i))
			ctx->conns[i] = NULL;
	}
	ctx->conn = NULL;
}

void audit_session_close_shared(struct audit *audit)
{
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(audit->shared); i++)
		audit_conn_close(&audit->shared[i]);
}
