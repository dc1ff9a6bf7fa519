/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef COMPAT_MAIL_BINARY_H
#define COMPAT_MAIL_BINARY_H

#include "exchange-config.h"
#include "mail-storage-private.h"

/* Defines a get_binary_stream of struct mail_vfuncs that calls the one in what
   begin(mail, &part) returns, or fails if that is NULL, and then end(mail). */
#ifdef HAVE_MAIL_BINARY_PROPERTIES
#  define COMPAT_GET_BINARY_STREAM(func, begin, end) \
static int \
func(struct mail *mail, const struct message_part *part, bool include_hdr, \
     struct mail_binary_properties *bprops_r, struct istream **stream_r) \
{ \
	const struct mail_vfuncs *super = begin(mail, &part); \
	int ret; \
\
	if (super == NULL) \
		return -1; \
	ret = super->get_binary_stream(mail, part, include_hdr, bprops_r, \
				       stream_r); \
	end(mail); \
	return ret; \
}
#else
#  define COMPAT_GET_BINARY_STREAM(func, begin, end) \
static int \
func(struct mail *mail, const struct message_part *part, bool include_hdr, \
     uoff_t *size_r, unsigned int *lines_r, bool *binary_r, \
     struct istream **stream_r) \
{ \
	const struct mail_vfuncs *super = begin(mail, &part); \
	int ret; \
\
	if (super == NULL) \
		return -1; \
	ret = super->get_binary_stream(mail, part, include_hdr, size_r, \
				       lines_r, binary_r, stream_r); \
	end(mail); \
	return ret; \
}
#endif

#endif
