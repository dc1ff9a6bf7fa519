/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* The reply filter, between a server that writes in chunks of any size and a
   connection that takes octets when it likes. What the client gets must not
   depend on either, and of replies whose form is known every line of words is
   shown once and every other octet arrives as it was. */

#include "lib.h"
#include "buffer.h"
#include "ioloop.h"
#include "istream.h"
#include "ostream.h"
#include "str.h"
#include "test-common.h"
#include "wire-reply-ostream.h"
#include "fuzz-wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LITERAL_LIMIT 200
#define TEXT_LIMIT 60

struct fuzz_replies {
	/* what the server writes */
	string_t *sent;
	/* if this is set: what must come out, and the lines that are shown */
	bool expects;
	string_t *expected, *expected_lines;
};

/* What is done to a line depends on the line alone. */
static enum wire_reply_action
line_change(const char *line, string_t *dest)
{
	/* a literal may follow */
	if (strncmp(line, "* LIST ", 7) == 0)
		return WIRE_REPLY_KEEP;
	switch (strlen(line) % 3) {
	case 0:
		return WIRE_REPLY_DROP;
	case 1:
		str_printfa(dest, "<%s>", line);
		return WIRE_REPLY_REPLACE;
	default:
		return WIRE_REPLY_KEEP;
	}
}

static enum wire_reply_action
line_callback(const char *line, string_t *dest, void *context)
{
	string_t *lines = context;

	i_assert(strlen(line) <= WIRE_REPLY_MAX_LINE);
	i_assert(strchr(line, '\n') == NULL);
	str_printfa(lines, "%s\n", line);
	return line_change(line, dest);
}

/* Data: goes out as it is. */
static void both(struct fuzz_replies *replies, const char *text)
{
	str_append(replies->sent, text);
	str_append(replies->expected, text);
}

static void
both_literal(struct fuzz_replies *replies, struct fuzz_input *in,
	     const char *before)
{
	size_t size = fuzz_octet(in) % LITERAL_LIMIT;
	const uint8_t *data = fuzz_octets(in, &size);

	both(replies, t_strdup_printf("%s{%zu}\r\n", before, size));
	str_append_data(replies->sent, data, size);
	str_append_data(replies->expected, data, size);
}

/* Free text, whatever it looks like. */
static const char *text_take(struct fuzz_input *in)
{
	size_t i, size = fuzz_octet(in) % TEXT_LIMIT;
	const uint8_t *data = fuzz_octets(in, &size);
	string_t *text = t_str_new(TEXT_LIMIT);

	for (i = 0; i < size; i++) {
		str_append_c(text, data[i] == '\0' || data[i] == '\r' ||
			     data[i] == '\n' ? ' ' : data[i]);
	}
	return str_c(text);
}

/* A line that is shown. */
static void shown(struct fuzz_replies *replies, const char *line)
{
	string_t *dest = t_str_new(128);

	str_printfa(replies->sent, "%s\r\n", line);
	str_printfa(replies->expected_lines, "%s\n", line);
	switch (line_change(line, dest)) {
	case WIRE_REPLY_KEEP:
		str_printfa(replies->expected, "%s\r\n", line);
		break;
	case WIRE_REPLY_REPLACE:
		str_printfa(replies->expected, "%s\r\n", str_c(dest));
		break;
	case WIRE_REPLY_DROP:
		break;
	}
}

static void write_words(struct fuzz_replies *replies, struct fuzz_input *in)
{
	static const char *const begins[] = {
		"a1 OK ", "a1 NO ", "* OK ", "* NO ", "* BYE ", "+ ", "*",
		"* SEARCH 1 2 ", "* CAPABILITY ", "* x1 ",
	};
	static const char *const ends[] = { "", " {3}", "{0}", " {9999}" };
	const char *begin = begins[fuzz_octet(in) % N_ELEMENTS(begins)];
	const char *end = ends[fuzz_octet(in) % N_ELEMENTS(ends)];
	const char *text = strcmp(begin, "*") == 0 ? "" : text_take(in);

	shown(replies, t_strconcat(begin, text, end, NULL));
}

static void write_fetch(struct fuzz_replies *replies, struct fuzz_input *in)
{
	unsigned int count = fuzz_octet(in) % 4;

	both(replies, t_strdup_printf("* %u FETCH (UID 4", fuzz_octet(in)));
	for (; count > 0; count--) {
		both_literal(replies, in, fuzz_octet(in) % 2 == 0 ? " BODY[] " :
			     " BINARY[1] ~");
		both(replies, " \"{3}\"");
	}
	both(replies, ")\r\n");
}

static void write_number(struct fuzz_replies *replies, struct fuzz_input *in)
{
	both(replies, t_strdup_printf("* %u EXISTS\r\n", fuzz_octet(in)));
}

static void write_list(struct fuzz_replies *replies, struct fuzz_input *in)
{
	size_t size = fuzz_octet(in) % LITERAL_LIMIT;
	const uint8_t *data = fuzz_octets(in, &size);

	shown(replies, t_strdup_printf("* LIST () \"/\" {%zu}", size));
	str_append_data(replies->sent, data, size);
	str_append_data(replies->expected, data, size);
	both(replies, "\r\n");
}

/* Lines that are not shown, with or without a literal. */
static void write_long(struct fuzz_replies *replies, struct fuzz_input *in)
{
	static const char *const begins[] = {
		"* OK ", "* SEARCH ", "a1 NO ", "* LIST ",
	};
	unsigned int begin = fuzz_octet(in) % N_ELEMENTS(begins);
	unsigned int more = fuzz_octet(in);
	string_t *line;

	/* it takes its time */
	if (fuzz_octet(in) % 16 != 0)
		return;
	line = t_str_new(WIRE_REPLY_MAX_LINE + 512);
	str_append(line, begins[begin]);
	while (str_len(line) <= WIRE_REPLY_MAX_LINE + more)
		str_append_c(line, 'x');
	both(replies, str_c(line));
	if (begin == 3)
		both_literal(replies, in, " ");
	else
		both(replies, " {5}");
	both(replies, "\r\n");
}

static void write_nul(struct fuzz_replies *replies, struct fuzz_input *in)
{
	const char *text = text_take(in);

	both(replies, "* NO ");
	str_append_c(replies->sent, '\0');
	str_append_c(replies->expected, '\0');
	both(replies, t_strconcat(text, " {5}\r\n", NULL));
}

static void (*const writers[])(struct fuzz_replies *, struct fuzz_input *) = {
	write_words, write_fetch, write_number, write_list, write_nul,
	write_words, write_fetch, write_words, write_fetch, write_long,
};

static void
replies_init(struct fuzz_replies *replies, struct fuzz_input *in)
{
	replies->sent = str_new(default_pool, 1024);
	replies->expected = str_new(default_pool, 1024);
	replies->expected_lines = str_new(default_pool, 1024);
	if (!replies->expects) {
		str_append_data(replies->sent, in->data + in->pos,
				in->size - in->pos);
		return;
	}
	while (!fuzz_at_end(in)) T_BEGIN {
		writers[fuzz_octet(in) % N_ELEMENTS(writers)](replies, in);
	} T_END;
}

static void replies_deinit(struct fuzz_replies *replies)
{
	str_free(&replies->sent);
	str_free(&replies->expected);
	str_free(&replies->expected_lines);
}

/* Writes some octets in one of the ways there are. Returns how many. */
static size_t
write_some(struct ostream *output, struct fuzz_chunks *chunks,
	   const unsigned char *data, size_t size)
{
	struct const_iovec iov[2];
	struct istream *input;
	uoff_t before = output->offset;
	ssize_t ret;

	switch (fuzz_random(chunks, 3)) {
	case 0:
		ret = o_stream_send(output, data, size);
		break;
	case 1:
		iov[0].iov_base = data;
		iov[0].iov_len = fuzz_chunk(chunks, size);
		iov[1].iov_base = data + iov[0].iov_len;
		iov[1].iov_len = size - iov[0].iov_len;
		ret = o_stream_sendv(output, iov, 2);
		break;
	default:
		input = i_stream_create_from_data(data, size);
		(void)o_stream_send_istream(output, input);
		ret = input->v_offset;
		i_stream_unref(&input);
	}
	i_assert(ret >= 0 && output->offset - before == (uoff_t)ret);
	return ret;
}

/* The connection takes nothing, or some octets more. */
static void
connection_takes(struct ostream *parent, struct ostream *output,
		 const buffer_t *result, struct fuzz_chunks *chunks)
{
	test_ostream_set_max_output_size(parent,
		result->used + fuzz_chunk(chunks, 100000));
	(void)o_stream_flush(output);
}

static void
replies_write(const string_t *sent, uint32_t seed, size_t buffer_size,
	      buffer_t *result, string_t *lines)
{
	struct fuzz_chunks chunks = { .seed = seed };
	struct ostream *parent, *output;
	size_t pos = 0, chunk;

	parent = seed == 0 ? test_ostream_create(result) :
		test_ostream_create_nonblocking(result, buffer_size);
	if (seed != 0)
		test_ostream_set_max_output_size(parent, 0);
	output = o_stream_create_wire_reply(parent, line_callback, lines);
	while (pos < str_len(sent)) {
		chunk = fuzz_chunk(&chunks, str_len(sent) - pos);
		if (seed != 0 && fuzz_random(&chunks, 2) == 0)
			connection_takes(parent, output, result, &chunks);
		if (seed == 0) {
			o_stream_nsend(output, str_data(sent), chunk);
			pos += chunk;
		} else {
			pos += write_some(output, &chunks,
					  str_data(sent) + pos, chunk);
		}
	}
	test_ostream_set_max_output_size(parent, SIZE_MAX);
	i_assert(o_stream_finish(output) == 1);
	o_stream_unref(&output);
	o_stream_unref(&parent);
}

static void fuzz_one(struct fuzz_input *in)
{
	struct fuzz_replies replies = { .expects = fuzz_octet(in) % 2 != 0 };
	size_t buffer_size = 1 + fuzz_number(in, 2);
	uint32_t seed = fuzz_number(in, 3);
	buffer_t *whole = buffer_create_dynamic(default_pool, 1024);
	buffer_t *cut = buffer_create_dynamic(default_pool, 1024);
	string_t *whole_lines = str_new(default_pool, 1024);
	string_t *cut_lines = str_new(default_pool, 1024);

	replies_init(&replies, in);
	replies_write(replies.sent, 0, 0, whole, whole_lines);
	replies_write(replies.sent, seed | 1, buffer_size, cut, cut_lines);
	i_assert(buffer_cmp(whole, cut));
	i_assert(str_equals(whole_lines, cut_lines));
	if (replies.expects) {
		i_assert(buffer_cmp(whole, replies.expected));
		i_assert(str_equals(whole_lines, replies.expected_lines));
	}
	buffer_free(&whole);
	buffer_free(&cut);
	str_free(&whole_lines);
	str_free(&cut_lines);
	replies_deinit(&replies);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct ioloop *ioloop = NULL;
	struct fuzz_input in = { .data = data, .size = size };

	if (ioloop == NULL) {
		lib_init();
		ioloop = io_loop_create();
	}
	T_BEGIN {
		fuzz_one(&in);
	} T_END;
	return 0;
}
