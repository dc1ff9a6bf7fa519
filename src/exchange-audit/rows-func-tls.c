/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "array.h"
#include "randgen.h"
#include "istream.h"
#include "ostream.h"
#include "ioloop.h"
#include "audit-session.h"
#include "audit-transcript.h"
#include "rows-func.h"

/* RFC 5246 appendix A.5 */
#define TLS_RSA_WITH_RC4_128_MD5 0x0004
#define TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA 0x0013

#define TLS_HANDSHAKE 22
#define TLS_ALERT 21
#define TLS_CLIENT_HELLO_SIZE 43

static void add_uint16(buffer_t *buf, unsigned int value)
{
	buffer_append_c(buf, (value >> 8) & 0xff);
	buffer_append_c(buf, value & 0xff);
}

/* A ClientHello of TLS 1.2 with one suite and no extension; an OpenSSL of
   today would not offer these suites at all. */
static void client_hello(buffer_t *buf, unsigned int suite)
{
	unsigned char *random;

	buffer_append_c(buf, TLS_HANDSHAKE);
	add_uint16(buf, 0x0301);
	add_uint16(buf, TLS_CLIENT_HELLO_SIZE + 2);
	buffer_append_c(buf, 1);
	buffer_append_c(buf, 0);
	add_uint16(buf, TLS_CLIENT_HELLO_SIZE - 2);
	add_uint16(buf, 0x0303);
	random = buffer_append_space_unsafe(buf, 32);
	random_fill(random, 32);
	buffer_append_c(buf, 0); /* session id */
	add_uint16(buf, 2);
	add_uint16(buf, suite);
	buffer_append_c(buf, 1); /* compression: none */
	buffer_append_c(buf, 0);
}

static const char *
server_answer(struct audit_ctx *ctx, struct audit_conn *conn)
{
	const unsigned char *data;
	size_t size = 0;
	unsigned int i;

	for (i = 0; i < 50 && size < 7; i++) {
		ssize_t ret = i_stream_read(conn->input);

		data = i_stream_get_data(conn->input, &size);
		if (ret < 0)
			break;
		if (size < 7)
			audit_sleep(ctx->audit, 100);
	}
	data = i_stream_get_data(conn->input, &size);
	audit_transcript_received(conn->transcript, conn->name, data,
				  I_MIN(size, 16));
	if (size >= 6 && data[0] == TLS_HANDSHAKE)
		return "the system's library has it: ServerHello";
	if (size >= 7 && data[0] == TLS_ALERT)
		return t_strdup_printf("the system's library refuses it: "
				       "alert %u", data[6]);
	if (size == 0 && conn->input->eof)
		return "the system's library refuses it: connection closed";
	return NULL;
}

/* Whatever the answer, it is that of the TLS library. */
static void suite_left_to_system(struct audit_ctx *ctx, unsigned int suite)
{
	struct audit_conn *conn;
	const char *error, *answer;
	buffer_t *hello = t_buffer_create(64);

	if (audit_conn_open(ctx->audit, "T", ctx->audit->set->tls_port, FALSE,
			    NULL, &conn, &error) < 0) {
		(void)audit_skip(ctx, error);
		return;
	}
	audit_conn_begin_row(conn, ctx->pool, ctx->transcript);
	client_hello(hello, suite);
	audit_conn_send(conn, hello->data, hello->used);
	answer = server_answer(ctx, conn);
	if (answer != NULL)
		(void)audit_holds(ctx, answer);
	else
		(void)audit_skip(ctx, "the server answers with something "
				 "that is not TLS, or not at all");
	audit_conn_close(&conn);
}

void audit_func_suite_rc4_md5(struct audit_ctx *ctx)
{
	suite_left_to_system(ctx, TLS_RSA_WITH_RC4_128_MD5);
}

void audit_func_suite_dss_3des(struct audit_ctx *ctx)
{
	suite_left_to_system(ctx, TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA);
}

void audit_func_suites_default(struct audit_ctx *ctx)
{
	if (!audit_use(ctx, 'T'))
		return;
	(void)audit_holds(ctx, "a handshake with the suites of the system "
			  "works");
}
