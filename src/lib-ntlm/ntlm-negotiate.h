#ifndef NTLM_NEGOTIATE_H
#define NTLM_NEGOTIATE_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "ntlm-field.h"

/* NEGOTIATE_MESSAGE, MS-NLMP 2.2.1.1. The domain and workstation in it are
   neither trusted nor needed, so they are not even read. */
struct ntlm_negotiate {
	uint32_t flags;
};

/* Returns 0, or -1 and the error. */
int ntlm_negotiate_read(const unsigned char *msg, size_t size,
			struct ntlm_negotiate *negotiate_r,
			const char **error_r);
/* Append the message of a client that offers the flags. */
void ntlm_negotiate_write(const struct ntlm_negotiate *negotiate,
			  buffer_t *dest);

#endif
