/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUDIT_CTX_H
#define AUDIT_CTX_H

/* One row while it runs: its connections, the answers to its last command, and
   the verdict when there is one. All verbs return FALSE when the row is
   decided, so that a row reads as one "a && b && c". */

#include "audit-conn.h"

/* Sessions by letter:
     A B  two sessions of the user, logged in, shared by all rows
     U    a session of the second user
     P Q  not logged in, on the port and with the security of the run
     C    not logged in, clear port, no STARTTLS
     T    not logged in, TLS port
     I    as C, from the address the server takes for insecure */
#define AUDIT_SESSIONS "ABUPQCTI"
#define AUDIT_SESSION_COUNT 8

struct audit_ctx {
	struct audit *audit;
	/* NULL while the run itself works (scratch, cleanup) */
	const struct audit_row *row;
	pool_t pool;
	struct audit_transcript *transcript;
	struct timeval deadline;

	struct audit_conn *conns[AUDIT_SESSION_COUNT];
	/* this one is no longer in a known state */
	bool spoiled[AUDIT_SESSION_COUNT];
	struct audit_conn *conn;

	/* the last command: its tag, the answers, how far they are checked */
	const char *tag;
	ARRAY_TYPE(audit_resp) responses;
	unsigned int cursor, exact_cursor;
	/* answers there were when audit_send() was called last */
	unsigned int sent_at;
	/* the last read ended in a time-out */
	bool timed_out;

	/* name of the row's own mailboxes, below the scratch mailbox */
	const char *mailbox;

	/* no connection could be made */
	bool unreachable;
	/* some connection was used */
	bool conn_used;

	bool decided;
	enum audit_verdict verdict;
	string_t *seen;
	const char *expected;
	unsigned int seen_lines;
};

struct audit_ctx *audit_ctx_create(struct audit *audit,
				   const struct audit_row *row);
void audit_ctx_free(struct audit_ctx **ctx);

/* Goes on with the session of that letter, opening it (and logging in) if
   needed. A new connection's greeting is the first answer. */
bool audit_use(struct audit_ctx *ctx, char session);
/* Closes it; the next audit_use() opens a new one. */
void audit_hang_up(struct audit_ctx *ctx, char session);

/* Forgets the answers so far. */
void audit_clear(struct audit_ctx *ctx);
/* Reads answers until one begins with any of the prefixes, or with "+ " if
   plus is set. Returns TRUE if so; the rows go on either way. */
bool audit_read_until(struct audit_ctx *ctx, const char *const *prefixes,
		      bool plus);
/* Reads for that time. */
void audit_read_for(struct audit_ctx *ctx, unsigned int msecs);
/* Reads until the server closes. Returns TRUE if it did within msecs. */
bool audit_read_eof(struct audit_ctx *ctx, unsigned int msecs);
/* Sends octets with placeholders (audit-expand.h), nothing added. */
void audit_send(struct audit_ctx *ctx, const char *text);
/* Sends a new tag, the text and CRLF; reads the answers to the tagged one.
   Returns TRUE if that came. */
bool audit_cmd(struct audit_ctx *ctx, const char *text);
bool audit_cmdf(struct audit_ctx *ctx, const char *fmt, ...)
	ATTR_FORMAT(2, 3);
/* As audit_cmd(), but ends at "+ " as well. */
bool audit_cmd_plus(struct audit_ctx *ctx, const char *text);

/* The last answer, "" if there is none. */
const char *audit_last(struct audit_ctx *ctx);
/* First answer that matches, or NULL. Patterns that begin with OK, NO or BAD
   mean the tagged answer. */
const char *audit_find(struct audit_ctx *ctx, const char *pattern);
/* The same among those that came after the last audit_send(). */
const char *audit_find_sent(struct audit_ctx *ctx, const char *pattern);

/* Some answer after the last one matched must match. */
bool audit_expect(struct audit_ctx *ctx, const char *pattern);
/* No answer may match. */
bool audit_expect_not(struct audit_ctx *ctx, const char *pattern);
/* The same for lines of real servers that no document of Microsoft has:
   nothing is checked in --documented-only. They have an order of their own. */
bool audit_exact(struct audit_ctx *ctx, const char *pattern);
bool audit_exact_not(struct audit_ctx *ctx, const char *pattern);
/* Without such an answer the row cannot be judged. */
bool audit_require(struct audit_ctx *ctx, const char *pattern);

/* Verdicts; each returns FALSE. The first one given stays. */
bool audit_holds(struct audit_ctx *ctx, const char *seen);
bool audit_differs(struct audit_ctx *ctx, const char *expected,
		   const char *seen);
bool audit_skip(struct audit_ctx *ctx, const char *reason);
/* Adds to what is shown as seen. */
void audit_see(struct audit_ctx *ctx, const char *text);
/* The answers in short: the first lines and the last. */
const char *audit_answers(struct audit_ctx *ctx);

/* Runs the steps of a script (audit-script.c). */
bool audit_script(struct audit_ctx *ctx, const char *script);

#endif
