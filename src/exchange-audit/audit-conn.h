/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUDIT_CONN_H
#define AUDIT_CONN_H

/* One connection to the server, used step by step: send octets, read the next
   response. Everything the server sends is bounded in size and in time. */

#include "audit.h"

/* Octets of a line, of a literal, and of all that is kept of one row */
#define AUDIT_MAX_LINE (256*1024)
#define AUDIT_MAX_LITERAL (1024*1024)
#define AUDIT_MAX_ROW_INPUT (8*1024*1024)
#define AUDIT_MAX_ROW_RESPONSES 20000

struct audit_transcript;

/* One response: a line with all its literals, without the last CRLF. */
struct audit_resp {
	const unsigned char *data;
	size_t size;
	/* The same with NUL shown as \x00, for patterns and reports */
	const char *text;
};
ARRAY_DEFINE_TYPE(audit_resp, struct audit_resp);

struct audit_conn {
	struct audit *audit;
	/* Memory of the responses; the row's pool */
	pool_t pool;
	const char *name;
	struct audit_transcript *transcript;

	int fd;
	struct io *io;
	struct istream *input;
	struct ostream *output;
	struct ssl_iostream_context *ssl_ctx;
	struct ssl_iostream *ssl_iostream;

	buffer_t *resp;
	uoff_t literal_left;
	uoff_t row_input;

	unsigned int tag_counter;
	/* tag of the last command */
	const char *tag;
	struct audit_resp greeting;
	/* Why nothing more can be read ("closed by the server", ...) */
	const char *broken;
	bool closed;
	bool timed_out;
	bool authenticated;
	bool tls;
};

/* Connects and does the TLS handshake if security is AUDIT_SECURITY_TLS; reads
   no greeting. from may be NULL. Returns 0, or -1 with error_r. */
int audit_conn_open(struct audit *audit, const char *name, in_port_t port,
		    bool tls, const struct ip_addr *from,
		    struct audit_conn **conn_r, const char **error_r);
/* Starts TLS on an open connection (after OK to STARTTLS). */
int audit_conn_start_tls(struct audit_conn *conn, const char **error_r);
void audit_conn_close(struct audit_conn **conn);
/* A shared connection goes from row to row. */
void audit_conn_begin_row(struct audit_conn *conn, pool_t pool,
			  struct audit_transcript *transcript);

void audit_conn_send(struct audit_conn *conn, const void *data, size_t size);
/* The transcript gets shown instead of the octets. */
void audit_conn_send_secret(struct audit_conn *conn, const void *data,
			    size_t size, const char *shown);
/* Reads the next response. Returns 1, 0 if none came within msecs, -1 if the
   connection is closed or broken (conn->broken says why). */
int audit_conn_read(struct audit_conn *conn, unsigned int msecs,
		    struct audit_resp *resp_r);
/* Lets time pass while what comes in stays in the buffer. */
void audit_sleep(struct audit *audit, unsigned int msecs);

#endif
