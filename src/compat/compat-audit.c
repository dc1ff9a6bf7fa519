/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "exchange-config.h"
#include "lib-event.h"
#include "str.h"
#include "istream.h"
#include "ostream.h"
#include "iostream-ssl.h"
#include "imap-parser.h"
#include "compat-audit.h"

#define SYSTEM_CA_DIR "/etc/ssl/certs"

static struct event *ssl_event;

#ifdef HAVE_IOSTREAM_SSL_EVENT

/* lib-settings wants certificates as text, not as a path. */
static int read_ca_file(const char *path, string_t *content,
			const char **error_r)
{
	struct istream *input = i_stream_create_file(path, IO_BLOCK_SIZE);
	const unsigned char *data;
	size_t size;
	int ret = 0;

	while (i_stream_read_more(input, &data, &size) > 0) {
		str_append_data(content, data, size);
		i_stream_skip(input, size);
	}
	if (input->stream_errno != 0) {
		*error_r = t_strdup_printf("read(%s) failed: %s", path,
					   i_stream_get_error(input));
		ret = -1;
	}
	i_stream_destroy(&input);
	return ret;
}

static int
ssl_context_init(const char *ca_file, bool insecure,
		 struct ssl_iostream_context **ctx_r, const char **error_r)
{
	struct ssl_iostream_settings set;
	string_t *ca = t_str_new(1024);

	i_zero(&set);
	set.pool = pool_datastack_create();
	set.min_protocol = "TLSv1.2";
	set.cipher_list = "ALL:!LOW:!SSLv2:!EXP:!aNULL";
	set.skip_crl_check = TRUE;
	set.allow_invalid_cert = insecure;
	set.tickets = TRUE;
	if (!insecure && ca_file == NULL)
		set.ca_dir = SYSTEM_CA_DIR;
	else if (!insecure) {
		if (read_ca_file(ca_file, ca, error_r) < 0)
			return -1;
		set.ca.path = ca_file;
		set.ca.content = str_c(ca);
	}
	return ssl_iostream_context_init_client(&set, ctx_r, error_r);
}

static int
ssl_stream_create(struct ssl_iostream_context *ctx, const char *host,
		  bool insecure, struct istream **input,
		  struct ostream **output, struct ssl_iostream **ssl_r,
		  const char **error_r)
{
	if (ssl_event == NULL)
		ssl_event = event_create(NULL);
	return io_stream_create_ssl_client(ctx, host, ssl_event,
		insecure ? SSL_IOSTREAM_FLAG_ALLOW_INVALID_CERT : 0,
		input, output, ssl_r, error_r);
}

#else

static void ssl_settings_init(const char *ca_file, bool insecure,
			      struct ssl_iostream_settings *set_r)
{
	i_zero(set_r);
	set_r->min_protocol = "TLSv1.2";
	set_r->cipher_list = "ALL:!LOW:!SSLv2:!EXP:!aNULL";
	set_r->skip_crl_check = TRUE;
	set_r->verify_remote_cert = TRUE;
	set_r->allow_invalid_cert = insecure;
	set_r->tickets = TRUE;
	if (!insecure && ca_file != NULL)
		set_r->ca_file = ca_file;
	else if (!insecure)
		set_r->ca_dir = SYSTEM_CA_DIR;
}

static int
ssl_context_init(const char *ca_file, bool insecure,
		 struct ssl_iostream_context **ctx_r, const char **error_r)
{
	struct ssl_iostream_settings set;

	ssl_settings_init(ca_file, insecure, &set);
	return ssl_iostream_context_init_client(&set, ctx_r, error_r);
}

static int
ssl_stream_create(struct ssl_iostream_context *ctx, const char *host,
		  bool insecure, struct istream **input,
		  struct ostream **output, struct ssl_iostream **ssl_r,
		  const char **error_r)
{
	struct ssl_iostream_settings set;

	ssl_settings_init(NULL, insecure, &set);
	return io_stream_create_ssl_client(ctx, host, &set, input, output,
					   ssl_r, error_r);
}
#endif

int compat_audit_ssl_start(const char *host, const char *ca_file,
			   bool insecure, struct istream **input,
			   struct ostream **output,
			   struct ssl_iostream_context **ctx_r,
			   struct ssl_iostream **ssl_iostream_r,
			   const char **error_r)
{
	if (ssl_context_init(ca_file, insecure, ctx_r, error_r) < 0) {
		*ctx_r = NULL;
		return -1;
	}
	return ssl_stream_create(*ctx_r, host, insecure, input, output,
				 ssl_iostream_r, error_r);
}

int compat_audit_ssl_handshake(struct ssl_iostream *ssl_iostream)
{
	if (ssl_iostream_handshake(ssl_iostream) < 0)
		return -1;
	return ssl_iostream_is_handshaked(ssl_iostream) ? 1 : 0;
}

const char *compat_audit_ssl_error(struct ssl_iostream *ssl_iostream)
{
	return ssl_iostream_get_last_error(ssl_iostream);
}

void compat_audit_ssl_stop(struct ssl_iostream **ssl_iostream,
			   struct ssl_iostream_context **ctx)
{
	if (*ssl_iostream != NULL)
		ssl_iostream_destroy(ssl_iostream);
	if (*ctx != NULL)
		ssl_iostream_context_unref(ctx);
}

void compat_audit_ssl_deinit(void)
{
	event_unref(&ssl_event);
}

struct imap_parser *
compat_audit_imap_parser(struct istream *input, size_t max_line_size)
{
#ifdef HAVE_IMAP_PARSER_PARAMS
	return imap_parser_create(input, NULL, max_line_size, NULL);
#else
	return imap_parser_create(input, NULL, max_line_size);
#endif
}
