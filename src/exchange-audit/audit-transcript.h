/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUDIT_TRANSCRIPT_H
#define AUDIT_TRANSCRIPT_H

/* What went over the wire in one row, as text: "A> octets" and "A< octets".
   Secrets never get in: passwords are replaced wherever they appear. */

struct audit_transcript;

struct audit_transcript *audit_transcript_create(const struct audit *audit);
void audit_transcript_free(struct audit_transcript **transcript);

void audit_transcript_sent(struct audit_transcript *transcript,
			   const char *conn, const void *data, size_t size);
void audit_transcript_received(struct audit_transcript *transcript,
			       const char *conn, const void *data,
			       size_t size);
/* "A- closed by the server" */
void audit_transcript_note(struct audit_transcript *transcript,
			   const char *conn, const char *text);

/* The lines so far that were sent. */
const char *audit_transcript_get_sent(struct audit_transcript *transcript);

/* Octets as printable ASCII: \xNN for the rest, CRLF inside as \r\n. */
const char *audit_printable(const void *data, size_t size);
/* Replaces every secret of the settings by "***"; data stack. */
const char *audit_mask(const struct audit_settings *set, const char *text);

/* Writes <dir>/<id>.txt. Returns 0, or -1 with error_r. */
int audit_transcript_write(struct audit_transcript *transcript,
			   const char *dir, const char *id,
			   const char **error_r);
/* File name of a row's transcript: "OX <3>" becomes "OX_3.txt". */
const char *audit_transcript_file(const char *id);

#endif
