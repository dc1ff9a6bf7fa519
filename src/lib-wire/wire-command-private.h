/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef WIRE_COMMAND_PRIVATE_H
#define WIRE_COMMAND_PRIVATE_H

#include "istream-private.h"
#include "wire-command-istream.h"

enum wire_command_state {
	/* in a line of a command */
	COMMAND_LINE,
	/* in a literal that belongs to it */
	COMMAND_LITERAL,
	/* in a line, a literal that nobody wants */
	COMMAND_SKIP_LINE,
	COMMAND_SKIP_LITERAL,
	/* in the message of an APPEND, which passes */
	COMMAND_MESSAGE,
	/* in the rest of its line */
	COMMAND_TAIL,
	/* handed over: Dovecot works on it */
	COMMAND_WAIT,
	COMMAND_PASS_ALL,
};

struct wire_command_istream {
	struct istream_private istream;

	struct istream *input;
	/* on input, while there is nothing in it to read */
	struct io *io;

	const struct wire_command_callbacks *callbacks;
	void *context;
	enum wire_command_flags flags;
	size_t max_size;

	enum wire_command_state state;
	struct wire_command_parser parser;
	/* all that is known of a command; it may hold a password */
	pool_t pool;
	/* octets of a line that has no end yet */
	buffer_t *line;
	/* the command as it will be handed over, without its last CRLF */
	buffer_t *cmd;
	size_t args_pos;
	/* octets it has on the wire */
	size_t size;
	const char *tag, *name;

	/* behind it the stream's buffer has no octets that were not wiped */
	size_t used_end;
	uoff_t literal_left;
	/* offset of the stream where the last command was handed over */
	uoff_t handed_offset;
	/* the literal in COMMAND_MESSAGE comes without being asked for */
	bool nonsync:1;
	/* a command that gets lines while it runs */
	bool takes_lines:1;
	/* the command has been answered: what comes is not even refused */
	bool discard:1;
};

static inline size_t wire_command_unread_size(const struct wire_command_istream *wstream)
{
	return wstream->istream.pos - wstream->istream.skip;
}

/* Dovecot has begun to read what was handed over last. */
static inline bool wire_command_is_read(const struct wire_command_istream *wstream)
{
	return wstream->istream.istream.v_offset > wstream->handed_offset;
}

/* Hands octets over to Dovecot. */
void wire_command_hand_over(struct wire_command_istream *wstream,
			    const void *data, size_t size);

/* Overwrites what Dovecot has read of what it was handed. */
void wire_command_wipe_read(struct wire_command_istream *wstream);

/* Dovecot is told when there is more input. */
void wire_command_listen(struct wire_command_istream *wstream);

/* Waits for the first line of a command. */
void wire_command_reset(struct wire_command_istream *wstream);

/* Moves octets of input to wstream->line, up to its end or as many as there
   are. Returns TRUE when the line is whole: line holds it without its CRLF. */
bool wire_command_read_line(struct wire_command_istream *wstream);
/* Forgets all of wstream->line but what tells whether a literal follows. */
void wire_command_line_trim(struct wire_command_istream *wstream);

/* Work on input in the states COMMAND_LINE, COMMAND_SKIP_LINE, COMMAND_LITERAL
   (keep) and COMMAND_SKIP_LITERAL. */
void wire_command_line_more(struct wire_command_istream *wstream);
void wire_command_skip_line_more(struct wire_command_istream *wstream);
void wire_command_literal_more(struct wire_command_istream *wstream, bool keep);

/* Hands over at most size octets of input. Returns how many, -2 if Dovecot has
   too many unread. */
ssize_t wire_command_pass(struct wire_command_istream *wstream, uoff_t size);
/* The same up to the end of a line. */
ssize_t wire_command_pass_line(struct wire_command_istream *wstream);

/* In COMMAND_MESSAGE and COMMAND_TAIL: Dovecot may have said NO already and wait
   for nothing. Returns TRUE if the state was changed. */
bool wire_command_message_is_over(struct wire_command_istream *wstream);
/* Works on input in the state COMMAND_TAIL. */
void wire_command_tail_more(struct wire_command_istream *wstream);

#endif
