/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUDIT_EXPAND_H
#define AUDIT_EXPAND_H

/* Placeholders in what rows send and expect:
     {S}          the row's own mailbox name        {/}  the separator
     {user} {user2} {host}                          login names and server
     {crlf} {tab} {nul} {lt} {gt}                   octets
     {x:c3bc}     octets in hex
     {rep:N:T}    T, N times
     {b64:T}      T in base64
     {lit:T}      T as a literal: waits for the continuation before T
     {lit+:T}     T as a non-synchronizing literal
     {msg:NAME}   a message of audit-messages.c, as a literal
     {tag}        the tag of the last command
   Everything else is sent as it stands. */

struct audit_ctx;

/* Sends text. Returns FALSE if a literal was not asked for; the answer that
   came in its place is in ctx->responses. */
bool audit_expand_send(struct audit_ctx *ctx, const char *text);
/* Replaces {S}, {/}, {user} and {tag}; the rest is audit-pattern.h's. */
const char *audit_expand_pattern(struct audit_ctx *ctx, const char *pattern);
/* Messages by name; every line ends in CRLF. */
const char *audit_message(const char *name);

#endif
