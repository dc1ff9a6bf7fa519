/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef WIRE_COMMAND_PARSE_H
#define WIRE_COMMAND_PARSE_H

#include "exchange-profile.h"

/* The outer form of a command: tag, name, arguments. What they mean is left to
   Dovecot's parser. */

enum wire_command_error {
	WIRE_COMMAND_OK,
	/* the line begins with a delimiter or is empty */
	WIRE_COMMAND_NO_TAG,
	/* blanks, quotes or parentheses do not fit, or a control character */
	WIRE_COMMAND_SYNTAX,
	WIRE_COMMAND_TOO_LONG,
};

/* What Exchange takes and Dovecot does not, and the other way round. */
enum wire_command_flags {
	/* a TAB may stand after the tag and after the name */
	WIRE_COMMAND_FLAG_TAB = 0x01,
	/* exactly one blank between arguments */
	WIRE_COMMAND_FLAG_ONE_SPACE = 0x02,
	/* any octets are a tag */
	WIRE_COMMAND_FLAG_ANY_TAG = 0x04,
};

enum wire_command_literal {
	WIRE_COMMAND_LITERAL_NONE,
	/* {n}: the client waits for a continuation request */
	WIRE_COMMAND_LITERAL_SYNC,
	/* {n+} */
	WIRE_COMMAND_LITERAL_NONSYNC,
};

struct wire_command_parser {
	enum wire_command_flags flags;
	enum wire_command_error error;
	/* depth of parentheses, and of brackets in FETCH */
	unsigned int depth, brackets;
	/* arguments so far; a list is one */
	unsigned int args_count;
	bool fetch;
	/* within a value, after a value, or where one begins */
	enum {
		WIRE_ARG_START,
		WIRE_ARG_ATOM,
		WIRE_ARG_QUOTED,
		WIRE_ARG_ESCAPE,
		WIRE_ARG_END,
	} state;
};

/* Splits the first line of a command (without CRLF) into tag, name and where
   arguments begin: line[args_pos_r] is the first octet of the first one, and
   args_pos_r is size if there is none. "UID FETCH" is one name. tag_r and
   name_r are allocated from the data stack; the name is in upper case and empty
   if there is none. Errors are left in parser. */
void wire_command_parse_head(struct wire_command_parser *parser,
			     const unsigned char *line, size_t size,
			     const char **tag_r, const char **name_r,
			     size_t *args_pos_r);

/* Goes over arguments up to the end of a line (without CRLF): the rest of the
   first line, or what follows a literal. Returns the kind of the literal that
   the line ends with, and its size; literal_pos_r is where its "{" stands, or
   the "~" of a literal8 (RFC 3516). */
enum wire_command_literal
wire_command_parse_args(struct wire_command_parser *parser,
			const unsigned char *data, size_t size,
			size_t *literal_pos_r, uoff_t *literal_size_r);

/* The same for a line of which only the end is known: nothing is looked at but
   what stands there. */
enum wire_command_literal
wire_command_find_literal(const unsigned char *data, size_t size,
			  size_t *literal_pos_r, uoff_t *literal_size_r);

/* The command has no more octets: marks what is still open as an error. */
void wire_command_parse_end(struct wire_command_parser *parser);

/* Returns TRUE if every Dovecot takes tag as it is. */
bool wire_command_tag_is_plain(const char *tag);

/* Returns what the switches of profile ask for. */
enum wire_command_flags
wire_command_flags(const struct exchange_profile *profile);

#endif
