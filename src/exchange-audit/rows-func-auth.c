/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "array.h"
#include "audit-session.h"
#include "audit-gssapi.h"
#include "rows-func.h"

/* RFC 4752 */
#define LAYER_INTEGRITY 0x02
#define LAYER_CONFIDENTIALITY 0x04

static bool offered(struct audit_ctx *ctx, const char *mechanism)
{
	if (!audit_use(ctx, 'P'))
		return FALSE;
	(void)audit_cmd(ctx, "CAPABILITY");
	if (audit_find(ctx, t_strdup_printf("* CAPABILITY{*} AUTH=%s{*}",
					    mechanism)) != NULL)
		return TRUE;
	return audit_skip(ctx, t_strdup_printf("AUTH=%s is not announced",
					       mechanism));
}

void audit_func_security_layer(struct audit_ctx *ctx)
{
	unsigned char offer;
	const char *error, *seen;

	if (!offered(ctx, "GSSAPI"))
		return;
	if (audit_gssapi_auth(ctx, 0x01, &offer, &error) < 0 && offer == 0) {
		(void)audit_skip(ctx, error);
		return;
	}
	seen = t_strdup_printf("the server offers layers 0x%02x", offer);
	if ((offer & (LAYER_INTEGRITY | LAYER_CONFIDENTIALITY)) == 0)
		(void)audit_holds(ctx, seen);
	else
		(void)audit_differs(ctx, "no layer but \"none\" (0x01)", seen);
}

/* By NTLM where it can be had, else by PLAIN: the answer is the same. */
static bool auth_success(struct audit_ctx *ctx)
{
	const struct audit_settings *set = ctx->audit->set;
	const char *error;
	const char *mechanism = strcmp(set->mechanism, "ntlm") == 0 ||
		strcmp(set->mechanism, "gssapi") == 0 ?
		set->mechanism : "plain";

	if (!audit_use(ctx, 'P'))
		return FALSE;
	if (audit_session_login_by(ctx, mechanism, &set->user, &error) < 0)
		return audit_skip(ctx, error);
	return TRUE;
}

void audit_func_auth_success(struct audit_ctx *ctx)
{
	if (auth_success(ctx) && audit_expect_not(ctx, "OK [{*}"))
		(void)audit_expect(ctx, ctx->audit->set->documented_only ?
				   "OK{*}" : "OK AUTHENTICATE completed.");
}

void audit_func_auth_success_text(struct audit_ctx *ctx)
{
	if (auth_success(ctx))
		(void)audit_expect(ctx, "OK AUTHENTICATE completed.");
}

void audit_func_ntlm_success(struct audit_ctx *ctx)
{
	const char *error;

	if (!offered(ctx, "NTLM"))
		return;
	if (audit_session_login_by(ctx, "ntlm", &ctx->audit->set->user,
				   &error) < 0)
		(void)audit_differs(ctx, "AUTHENTICATE NTLM works", error);
	else
		(void)audit_expect(ctx, "OK{*}");
}

/* The principal's mailbox is told from the delegate's by a mailbox that only
   the principal has: the scratch mailbox, if the principal is the user. */
static const char *delegate_marker(struct audit_ctx *ctx)
{
	const struct audit_settings *set = ctx->audit->set;
	const char *principal = strrchr(set->delegate.name, '/');

	if (set->delegate_marker != NULL)
		return set->delegate_marker;
	return principal != NULL &&
		strcmp(principal + 1, set->user.name) == 0 ?
		ctx->audit->scratch : NULL;
}

void audit_func_delegate(struct audit_ctx *ctx)
{
	const char *error, *marker = delegate_marker(ctx);

	if (!audit_use(ctx, 'P'))
		return;
	if (audit_session_login_by(ctx, "login", &ctx->audit->set->delegate,
				   &error) < 0) {
		(void)audit_differs(ctx, "LOGIN of the delegate works", error);
		return;
	}
	audit_see(ctx, audit_answers(ctx));
	if (marker == NULL)
		return;
	(void)audit_cmdf(ctx, "STATUS %s (MESSAGES)", audit_quote(marker));
	(void)audit_expect(ctx, "* STATUS {*}");
}
