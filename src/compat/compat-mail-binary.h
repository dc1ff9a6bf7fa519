/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef COMPAT_MAIL_BINARY_H
#define COMPAT_MAIL_BINARY_H

#include "exchange-config.h"
#include "mail-storage-private.h"

/* Defines a get_binary_stream of struct mail_vfuncs that fails if
   refuse(mail), and else calls the one in super(mail). */
#ifdef HAVE_MAIL_BINARY_PROPERTIES
#  define COMPAT_GET_BINARY_STREAM(func, refuse, super) \
static int \
func(struct mail *mail, const struct message_part *part, bool include_hdr, \
     struct mail_binary_properties *bprops_r, struct istream **stream_r) \
{ \
	if (refuse(mail)) \
		return -1; \
	return super(mail)->get_binary_stream(mail, part, include_hdr, \
					      bprops_r, stream_r); \
}
#else
#  define COMPAT_GET_BINARY_STREAM(func, refuse, super) \
static int \
func(struct mail *mail, const struct message_part *part, bool include_hdr, \
     uoff_t *size_r, unsigned int *lines_r, bool *binary_r, \
     struct istream **stream_r) \
{ \
	if (refuse(mail)) \
		return -1; \
	return super(mail)->get_binary_stream(mail, part, include_hdr, size_r, \
					      lines_r, binary_r, stream_r); \
}
#endif

#endif
