/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "ioloop.h"
#include "istream.h"
#include "str.h"
#include "test-common.h"
#include "wire-command-istream.h"

#define FLAGS_ALL (WIRE_COMMAND_FLAG_TAB | WIRE_COMMAND_FLAG_ONE_SPACE | \
		   WIRE_COMMAND_FLAG_ANY_TAG)
#define MAX_SIZE 64
#define ROUNDS 20000

struct test_server {
	/* tags, errors and prompts in order */
	string_t *log;
	/* what the stream handed over */
	string_t *input;
	/* the command in progress takes lines until DONE */
	bool idling;
};

static bool test_is_idle(void *context)
{
	struct test_server *server = context;

	return !server->idling;
}

static bool test_command(struct wire_command *command, void *context)
{
	struct test_server *server = context;

	/* how much of a command too long was looked at depends on the chunks */
	str_printfa(server->log, "%s:%d:%u ", command->tag, command->error,
		    command->error == WIRE_COMMAND_TOO_LONG ? 0 :
		    command->args_count);
	return command->error == WIRE_COMMAND_OK &&
		strcmp(command->name, "NOSUCH") != 0;
}

static void test_prompt(const char *name ATTR_UNUSED, void *context)
{
	struct test_server *server = context;

	str_append(server->log, "+ ");
}

static const struct wire_command_callbacks test_callbacks = {
	.is_idle = test_is_idle,
	.command = test_command,
	.prompt = test_prompt,
};

static const struct {
	const char *in, *out, *log;
} tests[] = {
	{ "a NOOP\r\n", "a NOOP\r\n", "a:0:0 " },
	{ "a\tnoop\nb NOOP\r\n", "a NOOP\r\nb NOOP\r\n", "a:0:0 b:0:0 " },
	{ "(\xff NOOP\r\n", "exchange NOOP\r\n", "(\xff:0:0 " },
	{ "a uid\tfetch 1 (FLAGS)\r\n", "a UID FETCH 1 (FLAGS)\r\n",
	  "a:0:2 " },
	{ "a FETCH 1 BODY[HEADER.FIELDS (A B)]\r\n",
	  "a FETCH 1 BODY[HEADER.FIELDS (A B)]\r\n", "a:0:2 " },
	{ "a LIST \"\" \"x  \\\" y\"\r\n", "a LIST \"\" \"x  \\\" y\"\r\n",
	  "a:0:2 " },
	{ "a  NOOP\r\n", "a EXCHANGE-REFUSED\r\n", "a:2:1 " },
	{ "a NOOP \r\n", "a EXCHANGE-REFUSED\r\n", "a:2:0 " },
	{ "a X (a )\r\n", "a EXCHANGE-REFUSED\r\n", "a:2:1 " },
	{ "a X ((a)\r\n", "a EXCHANGE-REFUSED\r\n", "a:2:1 " },
	{ "a X \"b\r\n", "a EXCHANGE-REFUSED\r\n", "a:2:1 " },
	{ "a X b)\r\n", "a EXCHANGE-REFUSED\r\n", "a:2:1 " },
	{ "\r\n", "exchange EXCHANGE-REFUSED\r\n", ":1:0 " },
	{ "a NOSUCH\r\n", "a EXCHANGE-REFUSED\r\n", "a:0:0 " },
	{ "a X {3}\r\nb\r\n y\r\n", "a X {3+}\r\nb\r\n y\r\n", "+ a:0:2 " },
	{ "a X {3+}\r\nb\r\n\r\nc Y\r\n", "a X {3+}\r\nb\r\n\r\nc Y\r\n",
	  "a:0:1 c:0:0 " },
	{ "a X ({0}\r\n {1+}\r\nb)\r\n", "a X ({0+}\r\n {1+}\r\nb)\r\n",
	  "+ a:0:1 " },
	{ "a X \"{3}\"\r\n", "a X \"{3}\"\r\n", "a:0:1 " },
	{ "a X b{3}\r\n", "a X b{3}\r\n", "a:0:1 " },
	/* literal8 */
	{ "a X ~{3}\r\nb NOOP\r\n", "a EXCHANGE-REFUSED\r\nb NOOP\r\n",
	  "a:2:1 b:0:0 " },
	{ "a X (~{4+}\r\nab\r\n)\r\nb NOOP\r\n",
	  "a EXCHANGE-REFUSED\r\nb NOOP\r\n", "a:2:1 b:0:0 " },
	{ "a X b~{3}\r\n", "a X b~{3}\r\n", "a:0:1 " },
	/* too long: refused without a prompt, or skipped */
	{ "a X {99}\r\nb NOOP\r\n", "a EXCHANGE-REFUSED\r\nb NOOP\r\n",
	  "a:3:0 b:0:0 " },
	{ "a X {18446744073709551615}\r\nb NOOP\r\n",
	  "a EXCHANGE-REFUSED\r\nb NOOP\r\n", "a:3:0 b:0:0 " },
	{ "a X {99999999999999999999999}\r\nb NOOP\r\n",
	  "a EXCHANGE-REFUSED\r\nb NOOP\r\n", "a:3:0 b:0:0 " },
	{ "a X  {8+}\r\nz NOOP\r\n {2+}\r\n\r\n\r\nb NOOP\r\n",
	  "a EXCHANGE-REFUSED\r\nb NOOP\r\n", "a:2:1 b:0:0 " },
	{ "a X 789012345678901234567890123456789012345678901234567890"
	  "1234567890 {4+}\r\nab\r\n\r\nb NOOP\r\n",
	  "a EXCHANGE-REFUSED\r\nb NOOP\r\n", "a:3:0 b:0:0 " },
	{ "a IDLE\r\nxx\r\nDONE\r\nb NOOP\r\n",
	  "a IDLE\r\nxx\r\nDONE\r\nb NOOP\r\n", "a:0:0 b:0:0 " },
};

/* Reads what there is and does what Dovecot would. */
static void server_read(struct test_server *server, struct istream *input)
{
	const unsigned char *data;
	size_t size;

	while (i_stream_read(input) > 0) {
		data = i_stream_get_data(input, &size);
		str_append_data(server->input, data, size);
		i_stream_skip(input, size);
		if (strstr(str_c(server->input), "IDLE\r\n") != NULL)
			server->idling = strstr(str_c(server->input),
						"DONE\r\n") == NULL;
	}
}

static void test_one(unsigned int test, size_t chunk)
{
	struct test_server server = {
		.log = str_new(default_pool, 128),
		.input = str_new(default_pool, 128),
	};
	size_t pos, len = strlen(tests[test].in);
	struct istream *data, *input;

	data = test_istream_create_data(tests[test].in, len);
	test_istream_set_allow_eof(data, FALSE);
	input = i_stream_create_wire_command(data, FLAGS_ALL, MAX_SIZE,
					     &test_callbacks, &server);
	for (pos = chunk; pos < len + chunk; pos += chunk) {
		test_istream_set_size(data,
				      I_MIN(pos, len));
		server_read(&server, input);
	}
	test_assert_strcmp_idx(str_c(server.input), tests[test].out, test);
	/* IDLE takes lines without a word */
	test_assert_strcmp_idx(str_c(server.log), tests[test].log, test);
	i_stream_unref(&input);
	i_stream_unref(&data);
	str_free(&server.log);
	str_free(&server.input);
}

static void test_wire_command_chunks(void)
{
	struct ioloop *ioloop = io_loop_create();
	unsigned int i;
	size_t chunk;

	test_begin("wire command istream in every size of chunk");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		for (chunk = 1; chunk <= strlen(tests[i].in); chunk++) T_BEGIN {
			test_one(i, chunk);
		} T_END;
	}
	io_loop_destroy(&ioloop);
	test_end();
}

/* Random octets with much that means something. */
static void test_wire_command_random(void)
{
	static const char *const words[] = {
		"a ", "NOOP", "\r\n", "\n", "{3}", "{5+}", "{999+}", "\"", "\\",
		"(", ")", " ", "\t", "APPEND x ", "IDLE", "DONE", "[", "]",
		"UID ", "FETCH ", "{18446744073709551615+}", "xxxxxxxxxxxxxxxx",
	};
	struct ioloop *ioloop = io_loop_create();
	unsigned int i, j, rounds = ROUNDS;
	const char *env = getenv("EXCHANGE_TEST_LONG");

	if (env != NULL)
		rounds *= 100;
	test_begin("wire command istream with random input");
	for (i = 0; i < rounds; i++) T_BEGIN {
		struct test_server server = {
			.log = str_new(default_pool, 128),
		.input = str_new(default_pool, 128),
		};
		string_t *str = t_str_new(256);
		struct istream *data, *input;
		size_t pos;

		for (j = i_rand_limit(30); j > 0; j--) {
			str_append(str, words[i_rand_limit(N_ELEMENTS(words))]);
			if (i_rand_limit(10) == 0)
				str_append_c(str, i_rand_limit(256));
		}
		data = test_istream_create_data(str_data(str), str_len(str));
		test_istream_set_allow_eof(data, FALSE);
		input = i_stream_create_wire_command(data, FLAGS_ALL, MAX_SIZE,
						     &test_callbacks, &server);
		for (pos = 0; pos < str_len(str); ) {
			pos += 1 + i_rand_limit(20);
			test_istream_set_size(
				data,
				I_MIN(pos, str_len(str)));
			server_read(&server, input);
		}
		/* what was refused or handed over begins with its tag */
		test_assert_idx(str_len(server.input) == 0 ||
				str_c(server.input)[0] != ' ', i);
		i_stream_unref(&input);
		i_stream_unref(&data);
		str_free(&server.log);
		str_free(&server.input);
	} T_END;
	io_loop_destroy(&ioloop);
	test_end();
}

int main(void)
{
	static void (*const test_functions[])(void) = {
		test_wire_command_chunks,
		test_wire_command_random,
		NULL
	};
	return test_run(test_functions);
}
