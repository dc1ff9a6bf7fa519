/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "fuzz-wire-client.h"

/* no command of up to three arguments is longer, unless it shall be */
#define MAX_SIZE_MIN 256
#define ARGUMENT_LIMIT 40
#define MESSAGE_LIMIT 250

/* Sends what must arrive as it is. */
static void both(struct fuzz_client *client, const char *text)
{
	str_append(client->sent, text);
	str_append(client->expected, text);
}

static void both_data(struct fuzz_client *client, const string_t *data)
{
	str_append_str(client->sent, data);
	str_append_str(client->expected, data);
}

/* The server is told of the command and takes it. */
static void expect_taken(struct fuzz_client *client)
{
	str_printfa(client->expected_log, "t%u:0\n", client->count);
}

static void
expect_refused(struct fuzz_client *client, enum wire_command_error error)
{
	str_printfa(client->expected_log, "t%u:%d\n", client->count, error);
	str_printfa(client->expected, "t%u EXCHANGE-REFUSED\r\n",
		    client->count);
}

/* Any octets: what is in a literal is nobody's business. */
static string_t *literal_take(struct fuzz_input *in, unsigned int limit)
{
	string_t *literal = t_str_new(limit);
	size_t size = fuzz_octet(in) % (limit + 1);
	const uint8_t *data = fuzz_octets(in, &size);

	str_append_data(literal, data, size);
	return literal;
}

/* Octets of an atom. */
static const char *atom_take(struct fuzz_input *in)
{
	string_t *atom = literal_take(in, ARGUMENT_LIMIT);
	char *p;

	for (p = str_c_modifiable(atom); p < str_c(atom) + str_len(atom); p++) {
		if ((unsigned char)*p <= ' ' || strchr("\"\\{}[]()", *p) != NULL)
			*p = 'x';
	}
	return t_strconcat("a", str_c(atom), NULL);
}

static void send_argument(struct fuzz_client *client, struct fuzz_input *in)
{
	bool nonsync = FALSE;
	string_t *literal;

	switch (fuzz_octet(in) % 5) {
	case 0:
		both(client, atom_take(in));
		break;
	case 1:
		both(client, t_strdup_printf("(%s {3} \"\\\"\" ())",
					     atom_take(in)));
		break;
	case 2:
		both(client, t_strdup_printf("\"%s \\\" {5}\"", atom_take(in)));
		break;
	case 3:
		nonsync = TRUE;
		/* fall through */
	case 4:
		literal = literal_take(in, ARGUMENT_LIMIT);
		str_printfa(client->sent, "{%zu%s}\r\n", str_len(literal),
			    nonsync ? "+" : "");
		str_printfa(client->expected, "{%zu+}\r\n", str_len(literal));
		both_data(client, literal);
		if (!nonsync)
			str_append(client->expected_log, "+\n");
		break;
	}
}

static void send_command(struct fuzz_client *client, struct fuzz_input *in)
{
	unsigned int count = fuzz_octet(in) % 4;
	bool tabs = (client->flags & WIRE_COMMAND_FLAG_TAB) != 0 &&
		fuzz_octet(in) % 2 == 0;

	str_printfa(client->sent, tabs ? "t%u\ttest" : "t%u Test",
		    client->count);
	str_printfa(client->expected, "t%u TEST", client->count);
	for (; count > 0; count--) {
		str_append_c(client->sent, tabs ? '\t' : ' ');
		str_append_c(client->expected, ' ');
		/* after the name only */
		tabs = FALSE;
		send_argument(client, in);
	}
	both(client, "\r\n");
	expect_taken(client);
}

/* An APPEND that is taken passes as it is. */
static void send_append(struct fuzz_client *client, struct fuzz_input *in)
{
	string_t *message = literal_take(in, MESSAGE_LIMIT);

	both(client, t_strdup_printf("t%u APPEND box {%zu%s}\r\n",
		client->count, str_len(message),
		fuzz_octet(in) % 2 == 0 ? "+" : ""));
	both_data(client, message);
	both(client, "\r\n");
	expect_taken(client);
}

/* One that the server says NO to at once: a client that was not asked for the
   message has not sent it, another has. */
static void send_append_no(struct fuzz_client *client, struct fuzz_input *in)
{
	string_t *message = literal_take(in, MESSAGE_LIMIT);
	bool nonsync = fuzz_octet(in) % 2 == 0;

	both(client, t_strdup_printf("t%u APPEND none {%zu%s}\r\n",
		client->count, str_len(message), nonsync ? "+" : ""));
	if (nonsync) {
		str_append_str(client->sent, message);
		str_append(client->sent, "\r\n");
	}
	expect_taken(client);
}

static void send_idle(struct fuzz_client *client, struct fuzz_input *in)
{
	both(client, t_strdup_printf("t%u %s\r\n%s\r\n", client->count,
		fuzz_octet(in) % 2 == 0 ? "IDLE" : "AUTHENTICATE PLAIN",
		atom_take(in)));
	expect_taken(client);
}

static void send_syntax(struct fuzz_client *client, struct fuzz_input *in)
{
	static const char *const args[] = {
		"(a", "a)", "\"a", "\"a\"b", "a\rb", "\"a {3+}",
		"(a {4+}\r\n\r\n\r\n", "\"a\"b {6+}\r\nx NO\r\n",
		"\"a\"b {18446744073709551615}", "a\tb",
	};

	str_printfa(client->sent, "t%u TEST %s\r\n", client->count,
		    args[fuzz_octet(in) % N_ELEMENTS(args)]);
	expect_refused(client, WIRE_COMMAND_SYNTAX);
}

/* The first line is too long, or a later one, or a literal. */
static void send_too_long(struct fuzz_client *client, struct fuzz_input *in)
{
	static const char *const literals[] = {
		"", " {99999999999999999999999}", " {18446744073709551615}",
		" {4+}\r\n\r\n\r\n", " {6+}\r\nx NO\r\n {2+}\r\n\r\n",
		" {2+}\r\n\r\n {3}",
	};
	unsigned int way = fuzz_octet(in), i;

	str_printfa(client->sent, "t%u TEST ", client->count);
	if (way % 4 == 0)
		str_append(client->sent, "{3+}\r\n\r\n\r ");
	if (way % 4 == 1) {
		str_printfa(client->sent, "{%zu}", client->max_size + way);
	} else {
		for (i = client->max_size + way; i > 0; i--)
			str_append_c(client->sent, 'x');
		str_append(client->sent,
			   literals[fuzz_octet(in) % N_ELEMENTS(literals)]);
	}
	str_append(client->sent, "\r\n");
	expect_refused(client, WIRE_COMMAND_TOO_LONG);
}

static void send_refused(struct fuzz_client *client, struct fuzz_input *in)
{
	str_printfa(client->sent, "t%u NOSUCH %s\r\n", client->count,
		    atom_take(in));
	expect_refused(client, WIRE_COMMAND_OK);
}

/* After the login everything passes. */
static void send_login(struct fuzz_client *client, struct fuzz_input *in)
{
	string_t *rest;

	if (fuzz_octet(in) % 8 != 0)
		return;
	rest = literal_take(in, MESSAGE_LIMIT);
	both(client, t_strdup_printf("t%u LOGIN a b\r\n", client->count));
	both_data(client, rest);
	expect_taken(client);
	in->pos = in->size;
}

static void (*const senders[])(struct fuzz_client *, struct fuzz_input *) = {
	send_command, send_append, send_append_no, send_idle, send_syntax,
	send_too_long, send_refused, send_login, send_command, send_command,
};

static void send_commands(struct fuzz_client *client, struct fuzz_input *in)
{
	while (!fuzz_at_end(in)) T_BEGIN {
		client->count++;
		senders[fuzz_octet(in) % N_ELEMENTS(senders)](client, in);
	} T_END;
}

void fuzz_client_init(struct fuzz_client *client_r, const uint8_t *data,
		      size_t size, uint32_t *seed_r)
{
	struct fuzz_input in = { .data = data, .size = size };
	unsigned int bits = fuzz_octet(&in);

	i_zero(client_r);
	client_r->flags = bits & 0x07;
	client_r->expects = (bits & 0x08) != 0;
	client_r->max_size = fuzz_octet(&in) +
		(client_r->expects ? MAX_SIZE_MIN : 1);
	client_r->buffer_size = 1 + fuzz_number(&in, 2);
	*seed_r = fuzz_number(&in, 3);
	client_r->sent = str_new(default_pool, 1024);
	client_r->expected = str_new(default_pool, 1024);
	client_r->expected_log = str_new(default_pool, 1024);
	if (client_r->expects)
		send_commands(client_r, &in);
	else
		str_append_data(client_r->sent, data + in.pos, size - in.pos);
}

void fuzz_client_deinit(struct fuzz_client *client)
{
	str_free(&client->sent);
	str_free(&client->expected);
	str_free(&client->expected_log);
}
