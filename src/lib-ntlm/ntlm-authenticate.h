#ifndef NTLM_AUTHENTICATE_H
#define NTLM_AUTHENTICATE_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "ntlm-field.h"

/* AUTHENTICATE_MESSAGE, MS-NLMP 2.2.1.3. The fields point into the message. */
struct ntlm_authenticate {
	uint32_t flags;
	struct ntlm_field lm, nt;
	/* UTF-16LE or OEM, as our CHALLENGE decided */
	struct ntlm_field domain, user, workstation;
	/* never used, but bounds-checked like the others */
	struct ntlm_field session_key;
	/* where the MIC is, 0 if the message has no room for one. Whether the
	   octets there are a MIC is said by AV_FLAGS only. */
	size_t mic_offset;
};

/* Returns 0, or -1 and the error. */
int ntlm_authenticate_read(const unsigned char *msg, size_t size,
			   struct ntlm_authenticate *authenticate_r,
			   const char **error_r);
/* Append the message with Version and, if with_mic, room for a MIC, both zero.
   mic_offset of the argument is ignored; it is returned instead. */
size_t ntlm_authenticate_write(const struct ntlm_authenticate *authenticate,
			       bool with_mic, buffer_t *dest);

#endif
