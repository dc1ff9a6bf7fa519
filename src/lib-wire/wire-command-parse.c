/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "strnum.h"
#include "wire-command-parse.h"

#include <ctype.h>

#define PLAIN_TAG_MAX 64

/* As much of a line as can be "~{18446744073709551615+}". */
#define LITERAL_MAX_LEN 24

static void
parse_error(struct wire_command_parser *parser, enum wire_command_error error)
{
	if (parser->error == WIRE_COMMAND_OK)
		parser->error = error;
}

static void space_error(struct wire_command_parser *parser)
{
	if ((parser->flags & WIRE_COMMAND_FLAG_ONE_SPACE) != 0)
		parse_error(parser, WIRE_COMMAND_SYNTAX);
}

static bool
is_delimiter(const struct wire_command_parser *parser, unsigned char c)
{
	return c == ' ' ||
		(c == '\t' && (parser->flags & WIRE_COMMAND_FLAG_TAB) != 0);
}

/* Takes a word and the one delimiter after it. */
static const char *
word_take(struct wire_command_parser *parser, const unsigned char *line,
	  size_t size, size_t *pos)
{
	size_t start = *pos, end = start;

	while (end < size && !is_delimiter(parser, line[end]))
		end++;
	*pos = end < size ? end + 1 : end;
	if (memchr(line + start, '\0', end - start) != NULL ||
	    memchr(line + start, '\r', end - start) != NULL)
		parse_error(parser, WIRE_COMMAND_SYNTAX);
	/* "a1 NOOP " */
	if (end + 1 == size && end > start)
		space_error(parser);
	return t_strndup(line + start, end - start);
}

void wire_command_parse_head(struct wire_command_parser *parser,
			     const unsigned char *line, size_t size,
			     const char **tag_r, const char **name_r,
			     size_t *args_pos_r)
{
	size_t pos = 0;

	*tag_r = word_take(parser, line, size, &pos);
	if (**tag_r == '\0')
		parse_error(parser, WIRE_COMMAND_NO_TAG);
	*name_r = t_str_ucase(word_take(parser, line, size, &pos));
	if (strcmp(*name_r, "UID") == 0 && pos < size) {
		*name_r = t_strconcat("UID ", t_str_ucase(
			word_take(parser, line, size, &pos)), NULL);
	}
	if (**name_r == '\0')
		parse_error(parser, WIRE_COMMAND_SYNTAX);
	parser->fetch = strcmp(*name_r, "FETCH") == 0 ||
		strcmp(*name_r, "UID FETCH") == 0;
	*args_pos_r = pos;
}

static void value_begin(struct wire_command_parser *parser)
{
	if (parser->depth == 0)
		parser->args_count++;
}

static void list_end(struct wire_command_parser *parser)
{
	if (parser->depth == 0)
		parse_error(parser, WIRE_COMMAND_SYNTAX);
	else
		parser->depth--;
	parser->state = WIRE_ARG_END;
}

/* An octet where a value may begin; prev is the one before it. */
static void
parse_start(struct wire_command_parser *parser, unsigned char c,
	    unsigned char prev)
{
	switch (c) {
	case ' ':
		space_error(parser);
		break;
	case '(':
		value_begin(parser);
		parser->depth++;
		break;
	case ')':
		/* "()" is fine, "( )" and "(a )" are not */
		if (prev != '(')
			space_error(parser);
		list_end(parser);
		break;
	case '"':
		value_begin(parser);
		parser->state = WIRE_ARG_QUOTED;
		break;
	default:
		value_begin(parser);
		parser->state = WIRE_ARG_ATOM;
		break;
	}
}

/* BODY[HEADER.FIELDS (To Cc)] is one value */
static void parse_atom(struct wire_command_parser *parser, unsigned char c)
{
	if (parser->fetch && c == '[') {
		parser->brackets++;
	} else if (parser->brackets > 0) {
		if (c == ']')
			parser->brackets--;
	} else if (c == ' ') {
		parser->state = WIRE_ARG_START;
	} else if (c == ')') {
		list_end(parser);
	}
}

static void
parse_octet(struct wire_command_parser *parser, unsigned char c,
	    unsigned char prev)
{
	if (c == '\0' || c == '\r' ||
	    (c == '\t' && parser->state != WIRE_ARG_QUOTED))
		parse_error(parser, WIRE_COMMAND_SYNTAX);
	switch (parser->state) {
	case WIRE_ARG_START:
		parse_start(parser, c, prev);
		break;
	case WIRE_ARG_ATOM:
		parse_atom(parser, c);
		break;
	case WIRE_ARG_QUOTED:
		if (c == '"')
			parser->state = WIRE_ARG_END;
		else if (c == '\\')
			parser->state = WIRE_ARG_ESCAPE;
		break;
	case WIRE_ARG_ESCAPE:
		parser->state = WIRE_ARG_QUOTED;
		break;
	case WIRE_ARG_END:
		if (c == ' ')
			parser->state = WIRE_ARG_START;
		else if (c == ')')
			list_end(parser);
		else
			parse_error(parser, WIRE_COMMAND_SYNTAX);
		break;
	}
}

/* data ends with "{n}", "{n+}", "~{n}" or "~{n+}", at the beginning of a value */
enum wire_command_literal
wire_command_find_literal(const unsigned char *data, size_t size, size_t *pos_r,
			  uoff_t *size_r)
{
	size_t end = size, start;
	bool nonsync = FALSE;

	if (end < 3 || data[end - 1] != '}')
		return WIRE_COMMAND_LITERAL_NONE;
	end--;
	if (data[end - 1] == '+') {
		nonsync = TRUE;
		end--;
	}
	start = end;
	while (start > 0 && i_isdigit(data[start - 1]) &&
	       end - start <= LITERAL_MAX_LEN)
		start--;
	if (start == end || start == 0 || data[start - 1] != '{')
		return WIRE_COMMAND_LITERAL_NONE;
	*pos_r = start - 1;
	if (*pos_r > 0 && data[*pos_r - 1] == '~')
		*pos_r -= 1;
	if (*pos_r > 0 && data[*pos_r - 1] != ' ' && data[*pos_r - 1] != '(')
		return WIRE_COMMAND_LITERAL_NONE;
	if (str_to_uoff(t_strndup(data + start, end - start), size_r) < 0)
		*size_r = UOFF_T_MAX;
	return nonsync ? WIRE_COMMAND_LITERAL_NONSYNC :
		WIRE_COMMAND_LITERAL_SYNC;
}

enum wire_command_literal
wire_command_parse_args(struct wire_command_parser *parser,
			const unsigned char *data, size_t size,
			size_t *literal_pos_r, uoff_t *literal_size_r)
{
	enum wire_command_literal literal;
	unsigned char prev = ' ';
	size_t i;

	for (i = 0; i < size; i++) {
		parse_octet(parser, data[i], prev);
		prev = data[i];
	}
	/* "a1 LIST "" * " */
	if (size > 0 && parser->state == WIRE_ARG_START)
		space_error(parser);
	if (parser->state != WIRE_ARG_ATOM)
		return WIRE_COMMAND_LITERAL_NONE;
	literal = wire_command_find_literal(data, size, literal_pos_r,
					    literal_size_r);
	if (literal != WIRE_COMMAND_LITERAL_NONE && parser->brackets == 0)
		parser->state = WIRE_ARG_END;
	return literal;
}

void wire_command_parse_end(struct wire_command_parser *parser)
{
	if (parser->depth > 0 || parser->state == WIRE_ARG_QUOTED ||
	    parser->state == WIRE_ARG_ESCAPE)
		parse_error(parser, WIRE_COMMAND_SYNTAX);
}

bool wire_command_tag_is_plain(const char *tag)
{
	size_t i;

	for (i = 0; tag[i] != '\0'; i++) {
		if (!i_isalnum(tag[i]) && strchr("._-", tag[i]) == NULL)
			return FALSE;
	}
	return i > 0 && i <= PLAIN_TAG_MAX;
}

enum wire_command_flags
wire_command_flags(const struct exchange_profile *profile)
{
	static const struct {
		enum exchange_behavior behavior;
		enum wire_command_flags flag;
	} flags[] = {
		{ EXCHANGE_TAB_DELIMITER, WIRE_COMMAND_FLAG_TAB },
		{ EXCHANGE_ONE_SPACE, WIRE_COMMAND_FLAG_ONE_SPACE },
		{ EXCHANGE_ANY_TAG, WIRE_COMMAND_FLAG_ANY_TAG },
	};
	enum wire_command_flags ret = 0;
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(flags); i++) {
		if (exchange_has(profile, flags[i].behavior))
			ret |= flags[i].flag;
	}
	return ret;
}
