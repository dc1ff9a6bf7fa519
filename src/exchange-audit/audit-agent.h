/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUDIT_AGENT_H
#define AUDIT_AGENT_H

struct audit_ctx;

/* Runs the program of --agent: PROGRAM ACTION USER MAILBOX, with a message (a
   name of audit-messages.c) as its standard input. Actions, all on the row's
   mailbox: "add" the message, "revise" the one that is there so that it
   becomes that message, "flag" all messages \Flagged, "remove" one.
   Returns FALSE if the row is decided (the program failed: skipped). */
bool audit_agent(struct audit_ctx *ctx, const char *action,
		 const char *message);
/* The same, and what the program printed: its first 128 octets. Action "drop"
   puts a message in as an agent does that computes no sizes, and prints the
   octets it has in the store; then " exact" if the store keeps the size of the
   CRLF form with every message. */
bool audit_agent_ask(struct audit_ctx *ctx, const char *action,
		     const char *message, const char **answer_r);

#endif
