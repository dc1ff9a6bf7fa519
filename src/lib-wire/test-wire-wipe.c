/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* A password does not outlive its command: the whole heap is searched for it,
   freed parts included. */

#include "lib.h"
#include "ioloop.h"
#include "test-common.h"
#include "wire-command-istream.h"
#include "compat-istream.h"

#include <stdio.h>
#include <unistd.h>

#define MAPS_PATH "/proc/self/maps"
#define SECRET "Pa55w0rd-of-nobody"
#define X64 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X512 X64 X64 X64 X64 X64 X64 X64 X64
#define MAX_SIZE 10240

/* It stays in the program's own data and is never copied by the test. */
static const char *const inputs[] = {
	"a LOGIN user "SECRET"\r\n",
	"a LOGIN user "SECRET" "X512 X512 X512"\r\n",
	"a LOGIN "X512" "SECRET X512 X512 X512 X512"\r\n",
	"a LOGIN user {18}\r\n"SECRET"\r\n",
	"a LOGIN {18+}\r\n"SECRET" {2048+}\r\n"X512 X512 X512 X512"\r\n",
	"a AUTHENTICATE PLAIN\r\n"SECRET"\r\n",
	"a AUTHENTICATE PLAIN "SECRET"\r\n",
	/* refused */
	"a LOGIN  user "SECRET"\r\n",
	/* the connection ends */
	"a LOGIN user "SECRET,
	"a LOGIN {99}\r\n"SECRET,
};

static const unsigned int chunks[] = { 1, 7, 100, MAX_SIZE };

static const char *input_data;
static unsigned int input_chunk;
static bool idle;

static ssize_t test_input_read(struct istream_private *stream)
{
	size_t size = I_MIN(strlen(input_data) - stream->pos, input_chunk);

	if (size == 0) {
		stream->istream.eof = TRUE;
		return -1;
	}
	stream->buffer = (const unsigned char *)input_data;
	stream->pos += size;
	return size;
}

static struct istream *test_input_create(void)
{
	struct istream_private *stream = i_new(struct istream_private, 1);

	stream->max_buffer_size = MAX_SIZE;
	stream->read = test_input_read;
	compat_i_stream_create_alone(stream);
	return &stream->istream;
}

static bool test_is_idle(void *context ATTR_UNUSED)
{
	return idle;
}

static bool test_command(struct wire_command *command,
			 void *context ATTR_UNUSED)
{
	idle = strcmp(command->name, "AUTHENTICATE") != 0 ||
		command->args_count > 1;
	return command->error == WIRE_COMMAND_OK;
}

static void
test_prompt(const char *name ATTR_UNUSED, void *context ATTR_UNUSED)
{
}

static const struct wire_command_callbacks test_callbacks = {
	.is_idle = test_is_idle,
	.command = test_command,
	.prompt = test_prompt,
};

/* Returns how often the secret is in [heap]. */
static unsigned int heap_search(void)
{
	static char line[1024];
	unsigned long begin, end;
	unsigned int count = 0;
	const char *p;
	FILE *f = fopen(MAPS_PATH, "r");

	if (f == NULL)
		i_fatal("fopen("MAPS_PATH") failed: %m");
	while (fgets(line, sizeof(line), f) != NULL) {
		if (strstr(line, "[heap]") == NULL ||
		    sscanf(line, "%lx-%lx", &begin, &end) != 2)
			continue;
		for (p = (void *)begin; p < (char *)end - strlen(SECRET); p++) {
			if (memcmp(p, SECRET, strlen(SECRET)) == 0)
				count++;
		}
	}
	(void)fclose(f);
	return count;
}

static void test_session(const char *data, unsigned int chunk)
{
	struct istream *input, *stream;
	size_t size;

	input_data = data;
	input_chunk = chunk;
	idle = TRUE;
	input = test_input_create();
	stream = i_stream_create_wire_command(input,
		WIRE_COMMAND_FLAG_ONE_SPACE, MAX_SIZE, &test_callbacks, NULL);
	i_stream_unref(&input);
	while (i_stream_read(stream) != -1) {
		(void)i_stream_get_data(stream, &size);
		i_stream_skip(stream, size);
		if (stream->v_offset > strlen("a AUTHENTICATE PLAIN\r\n"))
			idle = TRUE;
	}
	i_stream_unref(&stream);
}

static void test_wire_wipe(void)
{
	struct ioloop *ioloop = io_loop_create();
	char *copy = i_strdup_printf("%s", inputs[0] + strlen("a LOGIN user "));
	unsigned int i, j;

	test_begin("wire wipe");
	test_assert(heap_search() > 0);
	memset(copy, 'x', strlen(copy));
	i_free(copy);
	for (i = 0; i < N_ELEMENTS(inputs); i++) {
		for (j = 0; j < N_ELEMENTS(chunks); j++) {
			test_session(inputs[i], chunks[j]);
			test_assert_idx(heap_search() == 0, i * 10 + j);
		}
	}
	io_loop_destroy(&ioloop);
	test_end();
}

int main(void)
{
	static void (*const test_functions[])(void) = {
		test_wire_wipe,
		NULL
	};
	if (access(MAPS_PATH, R_OK) < 0) {
		/* a chroot: automake's word for skipped */
		return 77;
	}
	return test_run(test_functions);
}
