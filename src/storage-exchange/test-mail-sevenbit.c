/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "istream.h"
#include "ostream.h"
#include "str.h"
#include "test-common.h"
#include "mail-sevenbit.h"

static void test_sevenbit_scan(void)
{
	unsigned char data[40];
	unsigned int len, pos;

	test_begin("sevenbit scan");
	memset(data, 'x', sizeof(data));
	for (len = 0; len <= sizeof(data); len++) {
		test_assert_idx(mail_sevenbit_data_is_clean(data, len), len);
		for (pos = 0; pos < len; pos++) {
			data[pos] = 0x80;
			test_assert_idx(!mail_sevenbit_data_is_clean(data, len),
					pos);
			data[pos] = '\0';
			test_assert_idx(!mail_sevenbit_data_is_clean(data, len),
					pos);
			data[pos] = 0x01;
			test_assert_idx(mail_sevenbit_data_is_clean(data, len),
					pos);
			data[pos] = 'x';
		}
	}
	test_end();
}

static void test_sevenbit_fields(void)
{
	static const struct {
		const char *field, *wanted;
	} tests[] = {
		{ "Subject: plain\r\n", "Subject: plain\r\n" },
		{ "Subject: plain\n folded\n", "Subject: plain\r\n folded\r\n" },
		{ "Subject: Gr\xc3\xbc\xc3\x9f" "e\r\n",
		  "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n" },
		{ "Subject: caf\xe9\r\n", "Subject: =?utf-8?q?caf=C3=A9?=\r\n" },
		/* encoded words are not encoded twice */
		{ "Subject: =?utf-8?q?=C3=A4?= \xc3\xb6\r\n",
		  "Subject: =?utf-8?b?w6Qgw7Y=?=\r\n" },
		{ "From: \"J\xc3\xb6rg, M.\" <j@x>, b@x\r\n",
		  "From: =?utf-8?b?SsO2cmcsIE0u?= <j@x>,\r\n\tb@x\r\n" },
		{ "To: a@x (K\xc3\xb6ln)\r\n",
		  "To: a@x (=?utf-8?b?S8O2bG4=?=)\r\n" },
		/* an address cannot be encoded */
		{ "To: \xc3\xb6@x, <\xc3\xa4@x>\r\n",
		  "To: ??@x,\r\n\t<??@x>\r\n" },
		{ "Content-Type: text/plain; name=\"\xc3\xa4.txt\"; x=y\r\n",
		  "Content-Type: text/plain;\r\n\tname*=utf-8''%C3%A4.txt;"
		  "\r\n\tx=y\r\n" },
		{ "Content-Type: multipart/mixed; boundary=\"\xc3\xa4\"\r\n",
		  "Content-Type: multipart/mixed;\r\n\tboundary=\"??\"\r\n" },
		{ "Message-ID: <\xe4@x>\r\n", "Message-ID: <?@x>\r\n" },
		{ "no field \xe4\r\n", "no field ?\r\n" },
		{ "\xe4: x\r\n", "?: x\r\n" },
		{ "From: \"\xc3\xa4", "From: =?utf-8?b?w6Q=?=\r\n" },
		{ "From: (\xc3\xa4", "From: (=?utf-8?b?w6Q=?=)\r\n" },
	};
	string_t *dest = str_new(default_pool, 256);
	unsigned int i;

	test_begin("sevenbit fields");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		str_truncate(dest, 0);
		mail_sevenbit_field_append(dest,
			(const unsigned char *)tests[i].field,
			strlen(tests[i].field));
		test_assert_strcmp_idx(str_c(dest), tests[i].wanted, i);
	}
	str_free(&dest);
	test_end();
}

static void test_convert(const char *message, const char *wanted)
{
	struct istream *input =
		i_stream_create_from_data(message, strlen(message));
	buffer_t *buf = buffer_create_dynamic(default_pool, 1024);
	struct ostream *output = o_stream_create_buffer(buf);

	test_assert(mail_sevenbit_convert(input, output) == 0);
	test_assert_strcmp(str_c(buf), wanted);
	o_stream_destroy(&output);
	buffer_free(&buf);
	i_stream_unref(&input);
}

static void test_sevenbit_convert(void)
{
	test_begin("sevenbit convert");
	/* 7-bit: only the line ends */
	test_convert("A: b\n\nbody\n", "A: b\r\n\r\nbody\r\n");
	/* 8-bit text becomes quoted-printable, the message MIME */
	test_convert("A: b\n\nA long line with just one \xc3\xa4 in it = 1\n",
		"A: b\r\nMIME-Version: 1.0\r\n"
		"Content-Transfer-Encoding: quoted-printable\r\n"
		"X-MIME-Autoconverted: from 8bit to quoted-printable by "
		"dovecot-exchange\r\n\r\n"
		"A long line with just one =C3=A4 in it =3D 1\r\n");
	/* quoted-printable stays so */
	test_convert("Content-Transfer-Encoding: quoted-printable\n\n"
		     "a=20\xe4 =\xe4\n",
		     "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
		     "a=20=E4 =3D=E4\r\n");
	/* base64 stays so, too */
	test_convert("Content-Transfer-Encoding: base64\n\nAAAA\xe4\n",
		     "Content-Transfer-Encoding: base64\r\n\r\nAAAA?\r\n");
	/* what is around the parts, and the encoding of the whole */
	test_convert("Content-Type: multipart/mixed; boundary=b\n"
		     "Content-Transfer-Encoding: 8bit\n\n"
		     "\xe4\n--b\n\nclean\n--b--\n\xe4\n",
		     "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
		     "?\r\n--b\r\n\r\nclean\r\n--b--\r\n?\r\n");
	test_end();
}

/* A field that is too long comes out as long as it was. */
static void test_sevenbit_long_field(void)
{
	static const size_t lens[] = {
		MAIL_SEVENBIT_MAX_FIELD - 20, MAIL_SEVENBIT_MAX_FIELD,
		MAIL_SEVENBIT_MAX_FIELD + 20, MAIL_SEVENBIT_MAX_FIELD * 2,
		MAIL_SEVENBIT_MAX_FIELD * 16
	};
	string_t *message = str_new(default_pool, 1024);
	string_t *wanted = str_new(default_pool, 1024);
	unsigned int i;

	test_begin("sevenbit long field");
	for (i = 0; i < N_ELEMENTS(lens); i++) {
		str_truncate(message, 0);
		str_append(message, "Received: \xe4");
		while (str_len(message) < lens[i])
			str_append_c(message, 'x');
		str_append(message, "\r\nA: b\r\n\r\nbody\r\n");
		str_truncate(wanted, 0);
		str_append_str(wanted, message);
		str_c_modifiable(wanted)[10] = '?';
		test_convert(str_c(message), str_c(wanted));
	}
	str_free(&wanted);
	str_free(&message);
	test_end();
}

int main(void)
{
	static void (*const test_functions[])(void) = {
		test_sevenbit_scan,
		test_sevenbit_fields,
		test_sevenbit_convert,
		test_sevenbit_long_field,
		NULL
	};
	return test_run(test_functions);
}
