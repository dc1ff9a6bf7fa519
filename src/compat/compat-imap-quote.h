/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef COMPAT_IMAP_QUOTE_H
#define COMPAT_IMAP_QUOTE_H

/* ENVELOPE and BODYSTRUCTURE without UTF-8 in quoted strings. */

#include "exchange-config.h"
#include "imap-quote.h"
#include "imap-bodystructure.h"
#include "imap-envelope.h"

#ifdef HAVE_IMAP_QUOTE_FLAGS
#  define compat_imap_envelope_write(envelope, dest) \
	imap_envelope_write(envelope, dest, 0)
#  define compat_imap_bodystructure_write(part, dest, extended, error_r) \
	imap_bodystructure_write(part, dest, extended, 0, error_r)
#else
#  define compat_imap_envelope_write(envelope, dest) \
	imap_envelope_write(envelope, dest)
#  define compat_imap_bodystructure_write(part, dest, extended, error_r) \
	imap_bodystructure_write(part, dest, extended, error_r)
#endif

#endif
