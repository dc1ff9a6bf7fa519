/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef WIRE_REPLY_OSTREAM_H
#define WIRE_REPLY_OSTREAM_H

/* A filter between Dovecot's IMAP server and the client's connection: it shows
   every reply line that carries words to a function, which may replace or drop
   it. Data passes untouched and uncopied: untagged replies that begin with a
   number (FETCH, EXISTS ...) and the octets of literals. */

enum wire_reply_action {
	/* send the line as it is */
	WIRE_REPLY_KEEP,
	/* send what was written to dest, and CRLF */
	WIRE_REPLY_REPLACE,
	/* send nothing */
	WIRE_REPLY_DROP,
};

/* line is one whole reply line without its CRLF, NUL-terminated; a line with a
   NUL or longer than WIRE_REPLY_MAX_LINE octets is sent as it is. */
typedef enum wire_reply_action
wire_reply_callback_t(const char *line, string_t *dest, void *context);

#define WIRE_REPLY_MAX_LINE (64*1024)

/* Returns a stream that writes to output and takes a reference of it. */
struct ostream *
o_stream_create_wire_reply(struct ostream *output,
			   wire_reply_callback_t *callback, void *context);

/* From now on lines that begin with a number are words too, until it is turned
   off again: for the short answers of a command that holds no literals. */
void o_stream_wire_reply_set_all_words(struct ostream *output, bool set);

/* What is written from now on are no replies (COMPRESS) and passes. To be called
   between two replies. */
void o_stream_wire_reply_pass_all(struct ostream *output);

#endif
