/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "ioloop.h"
#include "istream-private.h"
#include "ostream.h"
#include "str.h"
#include "net.h"
#include "write-full.h"
#include "test-common.h"
#include "wire-reply-ostream.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Shows what it was given as <line>, drops "drop", keeps "keep". */
static enum wire_reply_action
test_callback(const char *line, string_t *dest, void *context)
{
	unsigned int *count = context;

	(*count)++;
	if (strstr(line, "drop") != NULL)
		return WIRE_REPLY_DROP;
	if (strstr(line, "keep") != NULL || strstr(line, "LIST") != NULL)
		return WIRE_REPLY_KEEP;
	str_printfa(dest, "<%s>", line);
	return WIRE_REPLY_REPLACE;
}

static const struct {
	const char *input, *output;
	unsigned int lines;
} tests[] = {
	{ "a OK x\r\n", "<a OK x>\r\n", 1 },
	{ "a OK x\n", "<a OK x>\r\n", 1 },
	{ "* OK keep\r\na OK drop\r\n* BYE x\r\n",
	  "* OK keep\r\n<* BYE x>\r\n", 3 },
	{ "* 1 EXISTS\r\n* 2 RECENT\r\n", "* 1 EXISTS\r\n* 2 RECENT\r\n", 0 },
	{ "* 1 FETCH (FLAGS (\\Seen))\r\na OK x\r\n",
	  "* 1 FETCH (FLAGS (\\Seen))\r\n<a OK x>\r\n", 1 },
	/* a literal is nobody's line, whatever is in it */
	{ "* 1 FETCH (BODY[] {19}\r\n* OK x\r\na NO y\r\n* z)\r\na OK x\r\n",
	  "* 1 FETCH (BODY[] {19}\r\n* OK x\r\na NO y\r\n* z)\r\n<a OK x>\r\n",
	  1 },
	/* nor is the rest of its reply, nor a second literal in it */
	{ "* 1 FETCH (A {2}\r\nxy B {3}\r\n\r\nz C {0}\r\n)\r\n* OK x\r\n",
	  "* 1 FETCH (A {2}\r\nxy B {3}\r\n\r\nz C {0}\r\n)\r\n<* OK x>\r\n",
	  1 },
	{ "* LIST () \"/\" {6}\r\na NO x\r\n* OK x\r\n",
	  "* LIST () \"/\" {6}\r\na NO x\r\n<* OK x>\r\n", 2 },
	/* text that looks like a literal is none */
	{ "a NO no such {5}\r\nb OK x\r\n",
	  "<a NO no such {5}>\r\n<b OK x>\r\n", 2 },
	{ "* NO no such {5}\r\nb OK x\r\n",
	  "<* NO no such {5}>\r\n<b OK x>\r\n", 2 },
	{ "* 1 FETCH (A {x}\r\na OK x\r\n", "* 1 FETCH (A {x}\r\n<a OK x>\r\n",
	  1 },
	{ "* 1 FETCH (A {99999999999999999999999}\r\na OK x\r\n",
	  "* 1 FETCH (A {99999999999999999999999}\r\n<a OK x>\r\n", 1 },
	{ "\r\na OK x\r\n", "<>\r\n<a OK x>\r\n", 2 },
	{ "+ go\r\n", "<+ go>\r\n", 1 },
};

static void
test_one(unsigned int test, size_t chunk, bool use_istream, bool cork)
{
	buffer_t *result = t_buffer_create(256);
	struct ostream *parent, *output;
	const char *input = tests[test].input;
	size_t pos, len = strlen(input);
	unsigned int lines = 0;

	parent = o_stream_create_buffer(result);
	output = o_stream_create_wire_reply(parent, test_callback, &lines);
	if (cork)
		o_stream_cork(output);
	for (pos = 0; pos < len; pos += chunk) {
		size_t size = I_MIN(chunk, len - pos);

		if (!use_istream) {
			o_stream_nsend(output, input + pos, size);
		} else {
			struct istream *is =
				i_stream_create_from_data(input + pos, size);
			o_stream_nsend_istream(output, is);
			i_stream_unref(&is);
		}
	}
	if (cork)
		o_stream_uncork(output);
	test_assert_idx(output->offset == len, test);
	test_assert_idx(o_stream_finish(output) == 1, test);
	o_stream_unref(&output);
	o_stream_unref(&parent);
	test_assert_strcmp_idx(t_strndup(result->data, result->used),
			       tests[test].output, test);
	test_assert_idx(lines == tests[test].lines, test);
}

static void test_wire_reply_chunks(void)
{
	unsigned int i;
	size_t chunk;

	test_begin("wire reply ostream in every size of chunk");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		for (chunk = 1; chunk <= strlen(tests[i].input); chunk++) T_BEGIN {
			test_one(i, chunk, FALSE, FALSE);
			test_one(i, chunk, FALSE, TRUE);
			test_one(i, chunk, TRUE, FALSE);
			test_one(i, chunk, TRUE, TRUE);
		} T_END;
	}
	test_end();
}

static void test_wire_reply_parent_full(void)
{
	struct ioloop *ioloop = io_loop_create();
	unsigned int i;

	test_begin("wire reply ostream with a full parent");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		buffer_t *result = t_buffer_create(256);
		struct ostream *parent, *output;
		const char *input = tests[i].input;
		size_t pos = 0, max = 0, len = strlen(input);
		unsigned int lines = 0, turns = 0;

		parent = test_ostream_create_nonblocking(result, 1);
		test_ostream_set_max_output_size(parent, 0);
		output = o_stream_create_wire_reply(parent, test_callback,
						    &lines);
		/* one octet more of room in each turn */
		while ((pos < len || o_stream_flush(output) == 0) &&
		       turns++ < 1000) {
			test_ostream_set_max_output_size(parent, ++max);
			(void)o_stream_flush(output);
			ssize_t ret = o_stream_send(output, input + pos,
						    len - pos);
			test_assert_idx(ret >= 0, i);
			pos += ret;
		}
		test_ostream_set_max_output_size(parent, SIZE_MAX);
		test_assert_idx(o_stream_finish(output) == 1, i);
		o_stream_unref(&output);
		o_stream_unref(&parent);
		test_assert_strcmp_idx(t_strndup(result->data, result->used),
				       tests[i].output, i);
	}
	io_loop_destroy(&ioloop);
	test_end();
}

static void test_wire_reply_long(void)
{
	buffer_t *result = t_buffer_create(256);
	struct ostream *parent, *output;
	string_t *input = str_new(default_pool, WIRE_REPLY_MAX_LINE + 256);
	unsigned int lines = 0;

	test_begin("wire reply ostream with lines that are no words");
	while (str_len(input) <= WIRE_REPLY_MAX_LINE)
		str_append(input, "* OK keep long ");
	str_append(input, "\r\n* OK nul");
	str_append_c(input, '\0');
	str_append(input, "\r\n* 7 EXISTS\r\n");
	parent = o_stream_create_buffer(result);
	output = o_stream_create_wire_reply(parent, test_callback, &lines);
	o_stream_nsend(output, str_data(input), 7);
	o_stream_nsend(output, str_data(input) + 7, WIRE_REPLY_MAX_LINE);
	o_stream_nsend(output, str_data(input) + 7 + WIRE_REPLY_MAX_LINE,
		       str_len(input) - 7 - WIRE_REPLY_MAX_LINE);
	test_assert(o_stream_finish(output) == 1);
	o_stream_unref(&output);
	o_stream_unref(&parent);
	test_assert(result->used == str_len(input) &&
		    memcmp(result->data, str_data(input), result->used) == 0);
	test_assert(lines == 0);
	str_free(&input);
	test_end();
}

#define FILE_LINE "* OK this is a message\r\n"
#define FILE_LINES 20000

static int test_file_create(void)
{
	char path[] = "test-wire-reply.XXXXXX";
	int fd = mkstemp(path);
	unsigned int i;

	if (fd == -1 || unlink(path) < 0)
		i_fatal("mkstemp(%s) failed: %m", path);
	for (i = 0; i < FILE_LINES; i++) {
		if (write_full(fd, FILE_LINE, strlen(FILE_LINE)) < 0)
			i_fatal("write(%s) failed: %m", path);
	}
	return fd;
}

/* Adds what has come through the connection to result. */
static void test_drain(int fd, string_t *result)
{
	char data[65536];
	ssize_t ret;

	while ((ret = read(fd, data, sizeof(data))) > 0)
		str_append_data(result, data, ret);
}

/* Sends input, reading the other end whenever the connection is full. */
static unsigned int
test_send_istream(struct ostream *output, struct istream *input, int fd,
		  string_t *result)
{
	enum ostream_send_istream_result res;
	unsigned int waits = 0;

	while ((res = o_stream_send_istream(output, input)) ==
	       OSTREAM_SEND_ISTREAM_RESULT_WAIT_OUTPUT) {
		test_drain(fd, result);
		waits++;
	}
	test_assert(res == OSTREAM_SEND_ISTREAM_RESULT_FINISHED);
	return waits;
}

static void test_wire_reply_file(void)
{
	string_t *expected = str_new(default_pool, 600000);
	string_t *result = str_new(default_pool, 600000);
	struct ostream *parent, *output;
	struct istream *input;
	unsigned int i, lines = 0;
	int fds[2], file = test_file_create();
	struct ioloop *ioloop = io_loop_create();

	test_begin("wire reply ostream with a literal from a file");
	str_printfa(expected, "* 1 FETCH (BODY[] {%zu}\r\n",
		    strlen(FILE_LINE) * FILE_LINES);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) < 0)
		i_fatal("socketpair() failed: %m");
	net_set_nonblock(fds[0], TRUE);
	net_set_nonblock(fds[1], TRUE);
	parent = o_stream_create_fd(fds[0], 8192);
	output = o_stream_create_wire_reply(parent, test_callback, &lines);
	input = i_stream_create_fd(file, 4096);
	o_stream_cork(output);
	o_stream_nsend(output, str_data(expected), str_len(expected));
	test_assert(test_send_istream(output, input, fds[1], result) > 0);
	/* the file system has sent it: it never was in this process */
	test_assert(input->v_offset == strlen(FILE_LINE) * FILE_LINES);
	test_assert(input->real_stream->buffer_size == 0);
	o_stream_nsend_str(output, ")\r\na OK x\r\n");
	o_stream_uncork(output);
	test_drain(fds[1], result);
	test_assert(o_stream_finish(output) == 1);
	test_drain(fds[1], result);

	for (i = 0; i < FILE_LINES; i++)
		str_append(expected, FILE_LINE);
	str_append(expected, ")\r\n<a OK x>\r\n");
	test_assert(str_equals(expected, result));
	test_assert(lines == 1);
	test_assert(output->offset == str_len(expected) - strlen("<>"));
	i_stream_unref(&input);
	o_stream_unref(&output);
	o_stream_unref(&parent);
	io_loop_destroy(&ioloop);
	i_close_fd(&file);
	i_close_fd(&fds[0]);
	i_close_fd(&fds[1]);
	str_free(&expected);
	str_free(&result);
	test_end();
}

int main(void)
{
	static void (*const test_functions[])(void) = {
		test_wire_reply_chunks,
		test_wire_reply_parent_full,
		test_wire_reply_long,
		test_wire_reply_file,
		NULL
	};
	return test_run(test_functions);
}
