/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "buffer.h"
#include "base64.h"
#include "array.h"
#include "audit-ctx.h"
#include "audit-gssapi.h"

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>

#define GSSAPI_LAYER_NONE 0x01
/* context tokens are some kB; more rounds than this is no GSSAPI */
#define GSSAPI_MAX_ROUNDS 10

static const char *gss_error(const char *func, OM_uint32 major, OM_uint32 minor)
{
	string_t *str = t_str_new(128);
	gss_buffer_desc text;
	OM_uint32 ignored, more = 0;

	str_printfa(str, "%s:", func);
	if (gss_display_status(&ignored, major, GSS_C_GSS_CODE, GSS_C_NO_OID,
			       &more, &text) == GSS_S_COMPLETE) {
		str_printfa(str, " %.*s", (int)text.length,
			    (const char *)text.value);
		(void)gss_release_buffer(&ignored, &text);
	}
	more = 0;
	if (minor != 0 &&
	    gss_display_status(&ignored, minor, GSS_C_MECH_CODE, GSS_C_NO_OID,
			       &more, &text) == GSS_S_COMPLETE) {
		str_printfa(str, " (%.*s)", (int)text.length,
			    (const char *)text.value);
		(void)gss_release_buffer(&ignored, &text);
	}
	return str_c(str);
}

static int gss_target(struct audit_ctx *ctx, gss_name_t *name_r,
		      const char **error_r)
{
	const struct audit_settings *set = ctx->audit->set;
	const char *service = t_strconcat("imap@",
		set->kerberos_host != NULL ? set->kerberos_host : set->host,
		NULL);
	gss_buffer_desc buf = {
		.value = (void *)(uintptr_t)service,
		.length = strlen(service)
	};
	OM_uint32 major, minor;

	major = gss_import_name(&minor, &buf, GSS_C_NT_HOSTBASED_SERVICE,
				name_r);
	if (!GSS_ERROR(major))
		return 0;
	*error_r = gss_error("gss_import_name()", major, minor);
	return -1;
}

/* Sends a token, which may be empty, and reads the answer. Returns TRUE if
   the server goes on; its token is then in input. */
static bool gss_exchange(struct audit_ctx *ctx, const void *data, size_t size,
			 buffer_t *input)
{
	const char *prefixes[2] = { t_strconcat(ctx->tag, " ", NULL), NULL };
	string_t *line = t_str_new(size * 4 / 3 + 16);
	const char *text;

	base64_encode(data, size, line);
	str_append(line, "\r\n");
	audit_conn_send(ctx->conn, str_data(line), str_len(line));
	buffer_set_used_size(input, 0);
	if (!audit_read_until(ctx, prefixes, TRUE))
		return FALSE;
	text = audit_last(ctx);
	if (text[0] != '+')
		return FALSE;
	text += text[1] == ' ' ? 2 : 1;
	return base64_scheme_decode(&base64_scheme, 0, text, strlen(text),
				    input) >= 0;
}

static int gss_negotiate(struct audit_ctx *ctx, gss_ctx_id_t *gss,
			 gss_name_t target, buffer_t *input,
			 const char **error_r)
{
	gss_buffer_desc in, out;
	OM_uint32 major, minor, ignored;
	unsigned int round;
	bool more;

	for (round = 0; round < GSSAPI_MAX_ROUNDS; round++) {
		in.value = input->used == 0 ? NULL :
			buffer_get_modifiable_data(input, NULL);
		in.length = input->used;
		major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, gss,
			target, GSS_C_NO_OID, GSS_C_MUTUAL_FLAG |
			GSS_C_INTEG_FLAG | GSS_C_CONF_FLAG, 0,
			GSS_C_NO_CHANNEL_BINDINGS, &in, NULL, &out, NULL,
			NULL);
		if (GSS_ERROR(major)) {
			*error_r = gss_error("gss_init_sec_context()", major,
					     minor);
			return -1;
		}
		more = gss_exchange(ctx, out.value, out.length, input);
		(void)gss_release_buffer(&ignored, &out);
		if (!more)
			break;
		if (major == GSS_S_COMPLETE)
			return 0;
	}
	*error_r = t_strconcat("GSSAPI: ", audit_answers(ctx), NULL);
	return -1;
}

/* RFC 4752: the server offers layers, the client picks one. */
static int gss_pick_layer(struct audit_ctx *ctx, gss_ctx_id_t gss,
			  buffer_t *input, unsigned char pick,
			  unsigned char *offer_r, const char **error_r)
{
	gss_buffer_desc in, out;
	unsigned char answer[4] = { pick, 0, 0, 0 };
	OM_uint32 major, minor;

	in.value = buffer_get_modifiable_data(input, NULL);
	in.length = input->used;
	major = gss_unwrap(&minor, gss, &in, &out, NULL, NULL);
	if (GSS_ERROR(major)) {
		*error_r = gss_error("gss_unwrap()", major, minor);
		return -1;
	}
	if (out.length == sizeof(answer))
		*offer_r = *(const unsigned char *)out.value;
	(void)gss_release_buffer(&minor, &out);
	in.value = answer;
	in.length = sizeof(answer);
	major = gss_wrap(&minor, gss, 0, GSS_C_QOP_DEFAULT, &in, NULL, &out);
	if (GSS_ERROR(major)) {
		*error_r = gss_error("gss_wrap()", major, minor);
		return -1;
	}
	(void)gss_exchange(ctx, out.value, out.length, input);
	(void)gss_release_buffer(&minor, &out);
	if (audit_find(ctx, "OK{*}") != NULL)
		return 0;
	*error_r = t_strconcat("GSSAPI: ", audit_answers(ctx), NULL);
	return -1;
}

int audit_gssapi_auth(struct audit_ctx *ctx, unsigned char pick,
		      unsigned char *offer_r, const char **error_r)
{
	gss_ctx_id_t gss = GSS_C_NO_CONTEXT;
	gss_name_t target = GSS_C_NO_NAME;
	OM_uint32 minor;
	buffer_t *input;
	int ret = -1;

	*offer_r = 0;
	if (!audit_cmd_plus(ctx, "AUTHENTICATE GSSAPI") ||
	    audit_last(ctx)[0] != '+') {
		*error_r = t_strconcat("GSSAPI: ", audit_answers(ctx), NULL);
		return -1;
	}
	input = buffer_create_dynamic(default_pool, 4096);
	if (gss_target(ctx, &target, error_r) == 0 &&
	    gss_negotiate(ctx, &gss, target, input, error_r) == 0)
		ret = gss_pick_layer(ctx, gss, input, pick, offer_r, error_r);
	if (gss != GSS_C_NO_CONTEXT)
		(void)gss_delete_sec_context(&minor, &gss, GSS_C_NO_BUFFER);
	if (target != GSS_C_NO_NAME)
		(void)gss_release_name(&minor, &target);
	buffer_free(&input);
	return ret;
}

int audit_gssapi_login(struct audit_ctx *ctx, const char **error_r)
{
	unsigned char offer;

	return audit_gssapi_auth(ctx, GSSAPI_LAYER_NONE, &offer, error_r);
}
