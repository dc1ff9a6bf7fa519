#ifndef NTLM_UNICODE_H
#define NTLM_UNICODE_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* How a client may have upper-cased a user name before it hashed it. */
enum ntlm_upcase {
	/* RtlUpcaseUnicodeString(): one UTF-16 unit to one unit. What
	   MS-NLMP means by Uppercase() */
	NTLM_UPCASE_SIMPLE,
	/* a-z only: curl */
	NTLM_UPCASE_ASCII,
	/* as sent */
	NTLM_UPCASE_NONE,
};
#define NTLM_UPCASE_COUNT 3

/* Append UTF-16LE octets as UTF-8. Odd sizes, lone surrogates, NUL, other
   control characters and more than NTLM_NAME_MAX_UNITS units are errors: no
   name has them. Returns 0, or -1 and the error. */
int ntlm_utf16_to_utf8(const unsigned char *data, size_t size, string_t *dest,
		       const char **error_r);
/* The same for a name in the client's OEM character set, of which nothing is
   known: UTF-8 when it is valid UTF-8, else windows-1252. */
int ntlm_oem_to_utf8(const unsigned char *data, size_t size, string_t *dest,
		     const char **error_r);
/* Append UTF-8 as UTF-16LE. Returns 0, or -1 if it is not valid UTF-8. */
int ntlm_utf8_to_utf16(const char *utf8, buffer_t *dest);
/* Append every octet as one UTF-16LE unit, which is how curl makes Unicode. */
void ntlm_octets_to_utf16(const unsigned char *data, size_t size,
			  buffer_t *dest);
/* Append the UTF-16LE octets (an even number) upper-cased. */
void ntlm_utf16_upcase(const unsigned char *data, size_t size,
		       enum ntlm_upcase how, buffer_t *dest);

#endif
