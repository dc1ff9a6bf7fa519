/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "str.h"
#include "array.h"
#include "ioloop.h"
#include "istream.h"
#include "ostream.h"
#include "time-util.h"
#include "compat-audit.h"
#include "audit-conn.h"
#include "audit-transcript.h"

#include <ctype.h>
#include <unistd.h>

static void audit_stop_loop(struct audit *audit)
{
	audit->fired = TRUE;
	io_loop_stop(audit->ioloop);
}

static void audit_timeout(struct audit *audit)
{
	io_loop_stop(audit->ioloop);
}

void audit_sleep(struct audit *audit, unsigned int msecs)
{
	struct timeout *to;

	to = timeout_add_short(msecs, audit_timeout, audit);
	io_loop_run(audit->ioloop);
	timeout_remove(&to);
}

static void conn_broken(struct audit_conn *conn, const char *reason)
{
	if (conn->broken != NULL)
		return;
	conn->broken = p_strdup(conn->audit->pool, reason);
	audit_transcript_note(conn->transcript, conn->name, reason);
}

/* Waits until fd can be written, which is when a connect() has ended. */
static int conn_wait_connected(struct audit_conn *conn, const char **error_r)
{
	struct audit *audit = conn->audit;
	struct timeout *to;
	struct io *io;
	int err = ETIMEDOUT;

	audit->fired = FALSE;
	to = timeout_add(audit->set->timeout_msecs, audit_timeout, audit);
	io = io_add(conn->fd, IO_WRITE, audit_stop_loop, audit);
	io_loop_run(audit->ioloop);
	if (audit->fired)
		err = net_geterror(conn->fd);
	io_remove(&io);
	timeout_remove(&to);
	if (err == 0)
		return 0;
	*error_r = t_strdup_printf("connect() failed: %s", strerror(err));
	return -1;
}

static void conn_create_streams(struct audit_conn *conn)
{
	conn->input = i_stream_create_fd(conn->fd, AUDIT_MAX_LINE + 2);
	conn->output = o_stream_create_fd(conn->fd, SIZE_MAX);
	o_stream_set_no_error_handling(conn->output, TRUE);
}

int audit_conn_open(struct audit *audit, const char *name, in_port_t port,
		    bool tls, const struct ip_addr *from,
		    struct audit_conn **conn_r, const char **error_r)
{
	struct audit_conn *conn;

	conn = i_new(struct audit_conn, 1);
	conn->audit = audit;
	conn->name = name;
	conn->pool = audit->pool;
	conn->resp = buffer_create_dynamic(default_pool, 1024);
	conn->fd = net_connect_ip(&audit->ip, port, from);
	if (conn->fd == -1) {
		*error_r = t_strdup_printf("connect(%s, %u) failed: %m",
					   audit->set->host, port);
		audit_conn_close(&conn);
		return -1;
	}
	if (conn_wait_connected(conn, error_r) < 0) {
		*error_r = t_strdup_printf("%s port %u: %s", audit->set->host,
					   port, *error_r);
		audit_conn_close(&conn);
		return -1;
	}
	/* each send is one segment: rows decide what goes together */
	(void)net_set_tcp_nodelay(conn->fd, TRUE);
	conn_create_streams(conn);
	if (tls && audit_conn_start_tls(conn, error_r) < 0) {
		audit_conn_close(&conn);
		return -1;
	}
	*conn_r = conn;
	return 0;
}

static int conn_handshake(struct audit_conn *conn, const char **error_r)
{
	struct audit *audit = conn->audit;
	struct timeout *to;
	struct io *io;
	int ret;

	to = timeout_add(audit->set->timeout_msecs, audit_timeout, audit);
	io = io_add_istream(conn->input, audit_stop_loop, audit);
	while ((ret = compat_audit_ssl_handshake(conn->ssl_iostream)) == 0) {
		audit->fired = FALSE;
		io_loop_run(audit->ioloop);
		if (!audit->fired || audit->interrupted)
			break;
	}
	io_remove(&io);
	timeout_remove(&to);
	if (ret > 0)
		return 0;
	*error_r = ret == 0 ? "TLS handshake: no answer in time" :
		t_strdup_printf("TLS handshake failed: %s",
				compat_audit_ssl_error(conn->ssl_iostream));
	return -1;
}

int audit_conn_start_tls(struct audit_conn *conn, const char **error_r)
{
	const struct audit_settings *set = conn->audit->set;

	if (compat_audit_ssl_start(set->host, set->ca_file, set->insecure_cert,
				   &conn->input, &conn->output, &conn->ssl_ctx,
				   &conn->ssl_iostream, error_r) < 0)
		return -1;
	o_stream_set_no_error_handling(conn->output, TRUE);
	conn->tls = TRUE;
	if (conn_handshake(conn, error_r) < 0) {
		conn_broken(conn, *error_r);
		return -1;
	}
	audit_transcript_note(conn->transcript, conn->name, "TLS started");
	return 0;
}

void audit_conn_close(struct audit_conn **_conn)
{
	struct audit_conn *conn = *_conn;

	if (conn == NULL)
		return;
	*_conn = NULL;
	io_remove(&conn->io);
	if (conn->input != NULL)
		i_stream_close(conn->input);
	if (conn->output != NULL)
		o_stream_close(conn->output);
	compat_audit_ssl_stop(&conn->ssl_iostream, &conn->ssl_ctx);
	i_stream_destroy(&conn->input);
	o_stream_destroy(&conn->output);
	if (conn->fd != -1)
		net_disconnect(conn->fd);
	buffer_free(&conn->resp);
	i_free(conn);
}

void audit_conn_begin_row(struct audit_conn *conn, pool_t pool,
			  struct audit_transcript *transcript)
{
	conn->pool = pool;
	conn->transcript = transcript;
	conn->row_input = 0;
	conn->tag = NULL;
}

void audit_conn_send_secret(struct audit_conn *conn, const void *data,
			    size_t size, const char *shown)
{
	audit_transcript_sent(conn->transcript, conn->name, shown,
			      strlen(shown));
	o_stream_nsend(conn->output, data, size);
}

void audit_conn_send(struct audit_conn *conn, const void *data, size_t size)
{
	audit_transcript_sent(conn->transcript, conn->name, data, size);
	o_stream_nsend(conn->output, data, size);
}

/* Status responses and continuations end in free text, where {5} is no
   literal. */
static bool resp_is_text(const unsigned char *data, size_t size)
{
	static const char *const words[] = { "OK", "NO", "BAD", "BYE",
					     "PREAUTH" };
	const unsigned char *p = memchr(data, ' ', size);
	unsigned int i;
	size_t len;

	if (size > 0 && data[0] == '+')
		return TRUE;
	if (p == NULL)
		return TRUE;
	p++;
	for (i = 0; i < N_ELEMENTS(words); i++) {
		len = strlen(words[i]);
		if ((size_t)(data + size - p) >= len &&
		    strncasecmp((const char *)p, words[i], len) == 0 &&
		    (data + size == p + len || p[len] == ' '))
			return TRUE;
	}
	return FALSE;
}

/* Returns TRUE if the response read so far ends in {n} or ~{n}. */
static bool resp_ends_in_literal(const buffer_t *resp, uoff_t *size_r)
{
	const char *data = resp->data;
	size_t end = resp->used, start;

	if (end < 3 || data[end - 1] != '}')
		return FALSE;
	for (start = end - 1; start > 0 && i_isdigit(data[start - 1]); start--)
		;
	if (start == end - 1 || start == 0 || data[start - 1] != '{')
		return FALSE;
	if (resp_is_text(resp->data, resp->used))
		return FALSE;
	return str_to_uoff(t_strndup(data + start, end - 1 - start),
			   size_r) == 0;
}

static const char *resp_text(pool_t pool, const buffer_t *resp)
{
	const unsigned char *data = resp->data;
	string_t *str;
	size_t i;

	if (memchr(data, '\0', resp->used) == NULL)
		return p_strndup(pool, data, resp->used);
	str = str_new(pool, resp->used + 16);
	for (i = 0; i < resp->used; i++) {
		if (data[i] == '\0')
			str_append(str, "\\x00");
		else
			str_append_c(str, data[i]);
	}
	return str_c(str);
}

static void conn_finish_resp(struct audit_conn *conn, struct audit_resp *resp_r)
{
	i_zero(resp_r);
	resp_r->size = conn->resp->used;
	resp_r->data = p_memdup(conn->pool, conn->resp->data,
				I_MAX(conn->resp->used, 1));
	resp_r->text = resp_text(conn->pool, conn->resp);
	audit_transcript_received(conn->transcript, conn->name,
				  resp_r->data, resp_r->size);
	buffer_set_used_size(conn->resp, 0);
}

static void conn_take(struct audit_conn *conn, const unsigned char *data,
		      size_t size, size_t skip)
{
	buffer_append(conn->resp, data, size);
	i_stream_skip(conn->input, skip);
	conn->row_input += skip;
	if (conn->row_input > AUDIT_MAX_ROW_INPUT)
		conn_broken(conn, "the server sends without end");
}

/* Returns 1 if a response is complete, 0 if more octets are needed. */
static int conn_parse(struct audit_conn *conn, struct audit_resp *resp_r)
{
	const unsigned char *data, *lf;
	size_t size, len;

	while (conn->broken == NULL) {
		data = i_stream_get_data(conn->input, &size);
		if (conn->literal_left > 0) {
			size = I_MIN(size, conn->literal_left);
			conn->literal_left -= size;
			conn_take(conn, data, size, size);
			if (conn->literal_left > 0)
				return 0;
			continue;
		}
		lf = size == 0 ? NULL : memchr(data, '\n', size);
		if (lf == NULL)
			return 0;
		len = lf - data;
		if (len > 0 && data[len - 1] == '\r')
			len--;
		conn_take(conn, data, len, lf - data + 1);
		if (!resp_ends_in_literal(conn->resp, &conn->literal_left)) {
			conn_finish_resp(conn, resp_r);
			return 1;
		}
		buffer_append(conn->resp, "\r\n", 2);
		if (conn->literal_left > AUDIT_MAX_LITERAL)
			conn_broken(conn, t_strdup_printf(
				"the server announces a literal of %"PRIuUOFF_T
				" octets", conn->literal_left));
	}
	return 0;
}

static void conn_read_failed(struct audit_conn *conn, ssize_t ret)
{
	if (ret == -2) {
		conn_broken(conn, t_strdup_printf(
			"the server sends a line of more than %d octets",
			AUDIT_MAX_LINE));
		return;
	}
	conn->closed = TRUE;
	conn_broken(conn, conn->resp->used == 0 ? "closed by the server" :
		    "closed by the server in the middle of a response");
}

int audit_conn_read(struct audit_conn *conn, unsigned int msecs,
		    struct audit_resp *resp_r)
{
	struct audit *audit = conn->audit;
	struct timeval start = ioloop_timeval;
	struct timeout *to;
	struct io *io;
	ssize_t ret;
	int result;

	if ((result = conn_parse(conn, resp_r)) > 0)
		return result;
	if (conn->broken != NULL || audit->interrupted)
		return -1;
	io_loop_time_refresh();
	start = ioloop_timeval;
	to = timeout_add_short(I_MAX(msecs, 1), audit_timeout, audit);
	io = io_add_istream(conn->input, audit_stop_loop, audit);
	for (;;) {
		ret = i_stream_read(conn->input);
		if (ret < 0)
			conn_read_failed(conn, ret);
		if ((result = conn_parse(conn, resp_r)) > 0)
			break;
		result = conn->broken != NULL || audit->interrupted ? -1 : 0;
		if (result < 0 ||
		    timeval_diff_msecs(&ioloop_timeval, &start) >= (int)msecs)
			break;
		if (ret <= 0)
			io_loop_run(audit->ioloop);
	}
	io_remove(&io);
	timeout_remove(&to);
	return result;
}
