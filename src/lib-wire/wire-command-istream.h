/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef WIRE_COMMAND_ISTREAM_H
#define WIRE_COMMAND_ISTREAM_H

#include "wire-command-parse.h"

/* A filter between the client's connection and Dovecot's IMAP server. It takes
   commands whole, with their literals (an APPEND up to its message), shows each
   to a function that may refuse it, and hands over one at a time: the next only
   when the one before has been answered (V0016). The message of an APPEND and
   the lines of a running IDLE or AUTHENTICATE pass as they are.

   A command that is refused becomes "tag WIRE_COMMAND_REFUSED" on the other
   side: the server's own BAD, its counters and its log stay in work. */

#define WIRE_COMMAND_REFUSED "EXCHANGE-REFUSED"
/* what the server sees instead of a tag it would not take */
#define WIRE_COMMAND_TAG "exchange"

struct wire_command {
	/* as sent; not NULL, but empty if there is none */
	const char *tag;
	/* upper case, "UID FETCH" is one; may be empty */
	const char *name;
	/* arguments as sent, literals included; without the message of an
	   APPEND */
	const unsigned char *args;
	size_t args_size;
	unsigned int args_count;
	enum wire_command_error error;
};

struct wire_command_callbacks {
	/* Returns TRUE if no command is in progress. */
	bool (*is_idle)(void *context);
	/* A command begins. Returns FALSE to refuse it, which it must do when
	   command->error is set. May point command->args to other ones, which
	   are then handed over; they may be on the data stack. */
	bool (*command)(struct wire_command *command, void *context);
	/* The client waits until it may send a literal of the command name. */
	void (*prompt)(const char *name, void *context);
};

/* Returns a stream that reads from input and takes a reference of it. A command
   has at most max_size octets, its literals included, the CRLF at its end and
   an APPEND's message not. */
struct istream *
i_stream_create_wire_command(struct istream *input,
			     enum wire_command_flags flags, size_t max_size,
			     const struct wire_command_callbacks *callbacks,
			     void *context);

/* A command may have ended: look again. */
void i_stream_wire_command_wake(struct istream *input);

/* Hands over what has been read from the connection already and takes nothing
   apart from now on. Reads no more from the connection by itself. */
void i_stream_wire_command_pass_all(struct istream *input);

/* Gives the connection's stream back, with a reference. Nothing more comes from
   input; a line without end in it is lost. */
struct istream *i_stream_wire_command_detach(struct istream *input);

#endif
