/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* The command filter, between a client that sends in chunks of any size and a
   server that reads when it likes. What the server gets must not depend on the
   chunks, each command must arrive as it was announced, and what a client sent
   must arrive as a client would expect (fuzz-wire-client.c). */

#include "lib.h"
#include "buffer.h"
#include "ioloop.h"
#include "istream.h"
#include "str.h"
#include "test-common.h"
#include "wire-command-istream.h"
#include "fuzz-wire-client.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A server that does what Dovecot would do with what it gets. */
struct fuzz_server {
	struct istream *input;
	struct fuzz_chunks chunks;
	/* everything it got */
	buffer_t *got;
	/* everything it was told: tags, errors, prompts */
	string_t *log;
	/* the command it was told of last, from the blank after its tag on */
	string_t *command;
	size_t command_pos;
	enum {
		/* no command in progress */
		SERVER_IDLE,
		/* in the tag or the rest of a command */
		SERVER_TAG,
		SERVER_COMMAND,
		/* in an APPEND's message, or what follows it */
		SERVER_MESSAGE,
		SERVER_LINE,
		/* commands are not taken apart any more */
		SERVER_PASS,
	} state;
	uoff_t left;
	bool passes;
};

static bool server_is_idle(void *context)
{
	struct fuzz_server *server = context;

	return server->state == SERVER_IDLE;
}

static bool server_refuses(const struct wire_command *command)
{
	return command->error != WIRE_COMMAND_OK ||
		strcmp(command->name, "NOSUCH") == 0;
}

static bool server_command(struct wire_command *command, void *context)
{
	struct fuzz_server *server = context;
	static const unsigned char other_args[] = "other {3+}\r\nabc";

	/* in step: the one before is done */
	i_assert(server->state == SERVER_IDLE);
	str_printfa(server->log, "%s:%d\n", command->tag, command->error);
	str_truncate(server->command, 0);
	server->command_pos = 0;
	if (server_refuses(command)) {
		str_append(server->command, " "WIRE_COMMAND_REFUSED"\r\n");
		return FALSE;
	}
	if (strcmp(command->name, "SWAP") == 0 && command->args_size > 0) {
		command->args = other_args;
		command->args_size = sizeof(other_args) - 1;
	}
	str_printfa(server->command, " %s", command->name);
	if (command->args_size > 0)
		str_append_c(server->command, ' ');
	str_append_data(server->command, command->args, command->args_size);
	str_append(server->command, "\r\n");
	return TRUE;
}

static void server_prompt(const char *name, void *context)
{
	struct fuzz_server *server = context;

	i_assert(name != NULL);
	str_append(server->log, "+\n");
}

static const struct wire_command_callbacks server_callbacks = {
	.is_idle = server_is_idle,
	.command = server_command,
	.prompt = server_prompt,
};

static bool server_runs(const struct fuzz_server *server, const char *name)
{
	const char *p = str_c(server->command) + 1;
	size_t len = strlen(name);

	return strncmp(p, name, len) == 0 && (p[len] == ' ' || p[len] == '\r');
}

/* Returns TRUE if a message follows the command. */
static bool message_size(const char *command, size_t len, uoff_t *size_r)
{
	const char *brace = strrchr(command, '{'), *end;

	if (brace == NULL || command + len < brace + 3 || brace[-1] != ' ' ||
	    str_parse_uoff(brace + 1, size_r, &end) < 0)
		return FALSE;
	return strcmp(end, "}\r\n") == 0 || strcmp(end, "+}\r\n") == 0;
}

/* A command is there, as it was announced. */
static void server_execute(struct fuzz_server *server)
{
	const char *command = str_c(server->command);

	server->state = SERVER_IDLE;
	if (server_runs(server, "IDLE") || server_runs(server, "AUTHENTICATE")) {
		server->state = SERVER_LINE;
	} else if (server_runs(server, "APPEND none")) {
		/* "NO", at once */
	} else if (server_runs(server, "APPEND") &&
		   message_size(command, str_len(server->command),
				&server->left)) {
		server->state = server->left > 0 ? SERVER_MESSAGE : SERVER_LINE;
	} else if (server_runs(server, "LOGIN")) {
		server->state = SERVER_PASS;
	}
}

/* Works on octets; returns how many of them were of use. */
static size_t
server_take(struct fuzz_server *server, const unsigned char *data, size_t size)
{
	const unsigned char *end;

	switch (server->state) {
	case SERVER_IDLE:
	case SERVER_TAG:
		end = memchr(data, ' ', size);
		server->state = end == NULL ? SERVER_TAG : SERVER_COMMAND;
		return end == NULL ? size : (size_t)(end - data);
	case SERVER_COMMAND:
		size = I_MIN(size, str_len(server->command) -
			     server->command_pos);
		i_assert(size > 0 && memcmp(data, str_data(server->command) +
					    server->command_pos, size) == 0);
		server->command_pos += size;
		if (server->command_pos == str_len(server->command))
			server_execute(server);
		return size;
	case SERVER_MESSAGE:
		size = I_MIN(size, server->left);
		server->left -= size;
		if (server->left == 0)
			server->state = SERVER_LINE;
		return size;
	case SERVER_LINE:
		end = memchr(data, '\n', size);
		if (end == NULL)
			return size;
		server->state = SERVER_IDLE;
		return end - data + 1;
	case SERVER_PASS:
		return size;
	}
	i_unreached();
}

/* Takes some or all of what there is, but never leaves a whole command. */
static void server_work(struct fuzz_server *server)
{
	const unsigned char *data;
	size_t size, taken, limit;

	while (i_stream_get_data_size(server->input) > 0) {
		data = i_stream_get_data(server->input, &size);
		limit = fuzz_chunk(&server->chunks, size);
		taken = server_take(server, data, limit);
		buffer_append(server->got, data, taken);
		i_stream_skip(server->input, taken);
		if (server->state == SERVER_PASS && !server->passes) {
			server->passes = TRUE;
			i_stream_wire_command_pass_all(server->input);
		}
	}
}

static void server_read(struct fuzz_server *server)
{
	while (i_stream_read(server->input) > 0)
		server_work(server);
}

static void server_init(struct fuzz_server *server, uint32_t seed)
{
	i_zero(server);
	server->chunks.seed = seed;
	server->got = buffer_create_dynamic(default_pool, 1024);
	server->log = str_new(default_pool, 1024);
	server->command = str_new(default_pool, 1024);
}

static void server_deinit(struct fuzz_server *server)
{
	buffer_free(&server->got);
	str_free(&server->log);
	str_free(&server->command);
}

/* A whole session. */
static void
session_run(struct fuzz_server *server, const struct fuzz_client *client)
{
	struct fuzz_chunks chunks = server->chunks;
	size_t pos = 0, len = str_len(client->sent);
	struct istream *data;

	data = test_istream_create_data(str_data(client->sent), len);
	test_istream_set_allow_eof(data, FALSE);
	test_istream_set_size(data, 0);
	if (chunks.seed != 0) {
		/* a test stream copies all that it has for each of them */
		test_istream_set_max_buffer_size(data,
			I_MAX(client->buffer_size, len / 200));
	}
	server->input = i_stream_create_wire_command(data, client->flags,
		client->max_size, &server_callbacks, server);
	while (pos < len) {
		pos += fuzz_chunk(&chunks, len - pos);
		test_istream_set_size(data, pos);
		server_read(server);
	}
	/* the client has gone */
	test_istream_set_allow_eof(data, TRUE);
	server_read(server);
	i_assert(server->input->eof && server->input->stream_errno == 0);
	i_stream_unref(&server->input);
	i_stream_unref(&data);
}

static void fuzz_one(const uint8_t *data, size_t size)
{
	struct fuzz_client client;
	struct fuzz_server whole, cut;
	uint32_t seed;

	fuzz_client_init(&client, data, size, &seed);
	server_init(&whole, 0);
	server_init(&cut, seed | 1);
	session_run(&whole, &client);
	session_run(&cut, &client);
	i_assert(buffer_cmp(whole.got, cut.got));
	i_assert(str_equals(whole.log, cut.log));
	if (client.expects) {
		i_assert(str_equals(client.expected, whole.got));
		i_assert(str_equals(client.expected_log, whole.log));
	}
	server_deinit(&whole);
	server_deinit(&cut);
	fuzz_client_deinit(&client);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct ioloop *ioloop = NULL;

	if (ioloop == NULL) {
		lib_init();
		ioloop = io_loop_create();
	}
	T_BEGIN {
		fuzz_one(data, size);
	} T_END;
	return 0;
}
