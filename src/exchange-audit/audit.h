/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUDIT_H
#define AUDIT_H

#include "net.h"

/* What everything in exchange-audit shares: the settings of a run, the rows
   and their results. The program knows nothing but the wire. */

struct audit_conn;
struct audit_ctx;

enum audit_verdict {
	AUDIT_HOLDS = 0,
	AUDIT_DIFFERS,
	AUDIT_NOT_OBSERVABLE,
	AUDIT_SKIPPED,

	AUDIT_VERDICT_COUNT
};

enum audit_area {
	AUDIT_AREA_LOGIN = 0,
	AUDIT_AREA_WIRE,
	AUDIT_AREA_NAMES,
	AUDIT_AREA_MESSAGES,
	AUDIT_AREA_SYNC,
	AUDIT_AREA_AUTH,
	AUDIT_AREA_CLIENT,

	AUDIT_AREA_COUNT
};

/* Bits, oldest first. SP2 of 2010 is a version of its own because documents
   make a difference; SP1 is taken for 2010. */
enum audit_version {
	AUDIT_2003 = 0x01,
	AUDIT_2007 = 0x02,
	AUDIT_2010 = 0x04,
	AUDIT_2010SP2 = 0x08,
	AUDIT_2013 = 0x10,
	AUDIT_2016 = 0x20,
	AUDIT_2019 = 0x40,

	AUDIT_2010SP2_ON = 0x78,
	/* "Exchange 2007, 2010, 2013, 2016, 2019" of MS-STANXIMAP */
	AUDIT_2007_ON = 0x7e,
	AUDIT_ALL = 0x7f
};

enum audit_row_flags {
	/* a timer of a minute or more: only with --slow or --timers */
	AUDIT_ROW_SLOW = 0x01,
	/* makes logins fail: run after all others, because servers make
	   the next ones wait */
	AUDIT_ROW_LAST = 0x02,
	/* needs the other port as well */
	AUDIT_ROW_TLS_PORT = 0x04,
	AUDIT_ROW_CLEAR_PORT = 0x08,
	/* needs --user2, --delegate, --agent */
	AUDIT_ROW_USER2 = 0x10,
	AUDIT_ROW_DELEGATE = 0x20,
	AUDIT_ROW_AGENT = 0x40,
	/* needs a second address that the server takes for insecure */
	AUDIT_ROW_INSECURE = 0x80,
	/* begins with a new session, because it ends or counts something */
	AUDIT_ROW_FRESH = 0x100,
	/* needs a session with NTLM or GSSAPI credentials */
	AUDIT_ROW_NTLM = 0x200,
	AUDIT_ROW_GSSAPI = 0x400
};

typedef void audit_row_func_t(struct audit_ctx *ctx);

struct audit_row {
	const char *id;
	unsigned int versions;
	enum audit_area area;
	unsigned int flags;
	const char *title;
	/* What the document says, in short */
	const char *documented;
	/* One of the three is set. A reason says why no server can show it */
	const char *script;
	audit_row_func_t *func;
	const char *reason;
	/* Which document is followed where two disagree (or NULL) */
	const char *conflict;
};

struct audit_result {
	const struct audit_row *row;
	enum audit_verdict verdict;
	/* Octets that were sent, printable, one line per line */
	const char *probe;
	/* What the server answered, or the reason of a skip */
	const char *seen;
	/* What was expected in its place (differs only) */
	const char *expected;
	unsigned int msecs;
};

enum audit_security {
	AUDIT_SECURITY_CLEAR,
	AUDIT_SECURITY_STARTTLS,
	AUDIT_SECURITY_TLS
};

struct audit_user {
	const char *name;
	const char *password;
};

struct audit_settings {
	const char *host;
	in_port_t port;
	/* 0 = not known: rows that need them are skipped */
	in_port_t tls_port, clear_port;
	enum audit_security security;
	const char *ca_file;
	bool insecure_cert;

	struct audit_user user, user2;
	/* Login name as MS-OXIMAP4 2.2.4 writes it, and the delegate's
	   password; marker is a mailbox that only the principal has */
	struct audit_user delegate;
	const char *delegate_marker;
	const char *mechanism;
	const char *kerberos_host;

	/* One bit of enum audit_version */
	unsigned int version;
	bool documented_only;
	bool slow;
	bool keep;
	/* Program that changes mail by another protocol */
	const char *agent;
	struct ip_addr insecure_from;

	unsigned int timeout_msecs;
	/* What the server's timers are set to: the one before login, and that
	   of inactivity */
	unsigned int login_timer_msecs, autologout_msecs;
	const char *record_dir;
	const char *const *areas;
	const char *const *only;
};

struct audit {
	pool_t pool;
	const struct audit_settings *set;
	struct ioloop *ioloop;
	struct ip_addr ip;

	ARRAY(struct audit_result) results;
	/* Scratch mailboxes live below this name */
	const char *scratch;
	char separator;
	bool have_separator;

	/* Sessions that rows share, by name: A and B of the user */
	struct audit_conn *shared[2];
	/* Rows in a row that ended in a time-out */
	unsigned int timeouts;
	/* Ctrl-C, or the server is gone: the rows left are skipped */
	bool interrupted;
	const char *stopped;
	/* tags are four letters and digits, as Outlook's (C0001) */
	bool outlook_tags;
	/* what a wait was for has happened */
	bool fired;
};

const char *audit_verdict_name(enum audit_verdict verdict);
const char *audit_area_name(enum audit_area area);
/* "2007+" or a list; allocated from the data stack. */
const char *audit_versions_name(unsigned int versions);
/* One bit for "2010sp2" and so on; 0 if there is no such version. */
unsigned int audit_version_parse(const char *name);

#endif
