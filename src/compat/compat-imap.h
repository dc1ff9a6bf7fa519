/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef COMPAT_IMAP_H
#define COMPAT_IMAP_H

#include "exchange-config.h"
#include "imap-common.h"

/* What the imap binary exports without a header in dovecot-dev. */
extern struct imap_client_vfuncs imap_client_vfuncs;

/* Marks a command that the server runs for itself. */
static inline void
compat_imap_command_set_internal(struct client_command_context *cmd)
{
#ifdef HAVE_IMAP_COMMAND_INTERNAL
	cmd->internal = TRUE;
#else
	(void)cmd;
#endif
}

#endif
