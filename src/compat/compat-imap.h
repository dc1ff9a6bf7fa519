/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef COMPAT_IMAP_H
#define COMPAT_IMAP_H

#include "imap-common.h"

/* What the imap binary exports without a header in dovecot-dev. */
extern struct imap_client_vfuncs imap_client_vfuncs;

#endif
