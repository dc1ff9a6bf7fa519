/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef COMPAT_AUDIT_H
#define COMPAT_AUDIT_H

/* What differs between Dovecot versions for exchange-audit, a stand-alone
   program on libdovecot. */

struct istream;
struct ostream;
struct ssl_iostream;
struct ssl_iostream_context;
struct imap_parser;

/* Wraps the streams in TLS as a client. host is the name the certificate must
   carry; ca_file may be NULL for the system's certificates; with insecure any
   certificate will do. Returns 0, or -1 with error_r. */
int compat_audit_ssl_start(const char *host, const char *ca_file,
			   bool insecure, struct istream **input,
			   struct ostream **output,
			   struct ssl_iostream_context **ctx_r,
			   struct ssl_iostream **ssl_iostream_r,
			   const char **error_r);
/* Returns 1 when the handshake is done, 0 if more octets are needed, -1 if it
   failed. */
int compat_audit_ssl_handshake(struct ssl_iostream *ssl_iostream);
const char *compat_audit_ssl_error(struct ssl_iostream *ssl_iostream);
void compat_audit_ssl_stop(struct ssl_iostream **ssl_iostream,
			   struct ssl_iostream_context **ctx);
/* Frees what Dovecot's TLS module holds. */
void compat_audit_ssl_deinit(void);

/* A parser for server responses, which never writes. */
struct imap_parser *
compat_audit_imap_parser(struct istream *input, size_t max_line_size);

#endif
