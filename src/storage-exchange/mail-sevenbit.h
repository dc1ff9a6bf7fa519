/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef MAIL_SEVENBIT_H
#define MAIL_SEVENBIT_H

/* Messages in 7-bit form (V0007). A message without 8-bit octets and NULs is
   its own 7-bit form. Else every header field and MIME part that has some is
   encoded, and everything that has none stays octet for octet (with CRLF at
   the ends of lines). doc/messages.md has the rules. */

struct message_part;

/* A field longer than this is not encoded: its 8-bit octets become "?". */
#define MAIL_SEVENBIT_MAX_FIELD (64*1024)

/* So much may headers grow in all: what they mean has to be kept in memory for
   BODYSTRUCTURE. Later 8-bit octets become "?". */
#define MAIL_SEVENBIT_MAX_GROWTH (1024*1024)

/* Returns TRUE if data has no octet above 127 and no NUL. */
bool mail_sevenbit_data_is_clean(const unsigned char *data, size_t size);

/* Reads input from the beginning to the end and seeks back to the beginning.
   Returns 1 if it has no octet above 127 and no NUL, 0 if it has, -1 if it
   cannot be read. */
int mail_sevenbit_stream_is_clean(struct istream *input);

/* Makes octets above 127 and NULs "?". */
void mail_sevenbit_mask(unsigned char *data, size_t size);

/* Appends the 7-bit form of a header field to dest. field is "Name: value" with
   its continuation lines and its last CRLF (or LF); lines end with CRLF in
   dest. RFC 2047 encoded words for text and names, RFC 2231 for parameters,
   "?" where nothing can be encoded (addresses, message ids). dest must not be
   on the data stack. */
void mail_sevenbit_field_append(string_t *dest, const unsigned char *field,
				size_t size);

/* Returns the value of an RFC 2231 parameter (name*=value) that means value,
   which is UTF-8. Allocated from the data stack. */
const char *mail_sevenbit_parameter_value(const char *value);

/* Writes the 7-bit form of the message in input, which must be seekable and
   blocking, to output. Returns 0, -1 if one of the streams failed; its error
   says why. Memory used does not depend on the size of the message, but on the
   number of its parts. */
int mail_sevenbit_convert(struct istream *input, struct ostream *output);

#endif
