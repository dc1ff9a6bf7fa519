/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef COMPAT_IMAP_H
#define COMPAT_IMAP_H

#include "exchange-config.h"
#include "imap-common.h"
#include "imap-client.h"
#include "imap-quote.h"

/* What the imap binary exports without a header in dovecot-dev. */
extern struct imap_client_vfuncs imap_client_vfuncs;

/* Returns TRUE if the strings of a command are UTF-8 (RFC 6855). */
static inline bool
compat_imap_command_is_utf8(struct client_command_context *cmd)
{
#ifdef HAVE_IMAP_COMMAND_UTF8
	return cmd->utf8;
#else
	(void)cmd;
	return FALSE;
#endif
}

/* Appends an atom, a quoted string or a literal. */
static inline void compat_imap_append_astring(string_t *dest, const char *src)
{
#ifdef HAVE_IMAP_COMMAND_UTF8
	imap_append_astring(dest, src, 0);
#else
	imap_append_astring(dest, src);
#endif
}

#endif
