/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef COMPAT_ISTREAM_H
#define COMPAT_ISTREAM_H

#include "exchange-config.h"
#include "istream-private.h"

/* Finishes a stream that reads from another one without being its child: it has
   no parent and no fd, and is read when it is told that there is input. */
static inline void compat_i_stream_create_alone(struct istream_private *stream)
{
#ifdef HAVE_ISTREAM_HIDDEN_INPUTS
	(void)i_stream_create(stream, NULL, -1, ISTREAM_HIDDEN_INPUTS_UNCHECKED, 0);
#else
	(void)i_stream_create(stream, NULL, -1, 0);
#endif
}

#endif
