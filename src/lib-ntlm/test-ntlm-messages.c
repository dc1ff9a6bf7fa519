/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "str.h"
#include "test-common.h"
#include "ntlm-avpair.h"
#include "ntlm-challenge.h"
#include "ntlm-negotiate.h"
#include "ntlm-unicode.h"
#include "test-ntlm-data.h"
#include "test-ntlm-util.h"

static void test_negotiate(void)
{
	static const struct {
		const char *hex;
		int ret;
	} tests[] = {
		/* 16 octets, no fields at all */
		{ "4e544c4d53535000 01000000 07820800", 0 },
		/* python3-ntlm-auth: no NEGOTIATE_NTLM */
		{ "4e544c4d53535000 01000000 31000060", 0 },
		/* Evolution: empty fields outside the message */
		{ "4e544c4d53535000 01000000 06820000"
		  "00000000 30000000 00000000 30000000", 0 },
		/* neither Unicode nor OEM */
		{ "4e544c4d53535000 01000000 04820800", -1 },
		{ "4e544c4d53535000 01000000 078208", -1 },
		{ "4e544c4d53535000 02000000 07820800", -1 },
		{ "4e544c4d53535000 03000000 07820800", -1 },
		{ "4e544c4d53535000 00000001 07820800", -1 },
		{ "4e544c4d53535020 01000000 07820800", -1 },
		{ "6e746c6d53535000 01000000 07820800", -1 },
		{ "", -1 },
	};
	struct ntlm_negotiate negotiate;
	struct ntlm_field msg;
	const char *error;
	unsigned int i;

	test_begin("NEGOTIATE");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		msg = test_hex(tests[i].hex);
		error = NULL;
		test_assert_idx(ntlm_negotiate_read(msg.data, msg.size,
						    &negotiate, &error) ==
				tests[i].ret, i);
		test_assert_idx((error == NULL) == (tests[i].ret == 0), i);
	}
	msg = test_hex(WINDOWS_NEGOTIATE);
	test_assert(ntlm_negotiate_read(msg.data, msg.size, &negotiate,
					&error) == 0);
	test_assert(negotiate.flags == 0xa2088207);
	test_end();
}

static void test_negotiate_write(void)
{
	const struct ntlm_negotiate negotiate = { .flags = 0xa2088207 };
	buffer_t *msg = t_buffer_create(64);

	test_begin("NEGOTIATE written");
	ntlm_negotiate_write(&negotiate, msg);
	test_assert(test_is_hex(msg->data, msg->used,
		"4e544c4d53535000 01000000 078208a2"
		"0000000028000000 0000000028000000 0000000000000000"));
	test_end();
}

/* ntlm.md: what Outlook, Windows and curl need to see */
static void test_challenge_flags(void)
{
	const uint32_t always = NTLM_NEGOTIATE_NTLM | NTLM_REQUEST_TARGET |
		NTLM_NEGOTIATE_TARGET_INFO | NTLM_NEGOTIATE_ALWAYS_SIGN;
	static const uint32_t echoed[] = {
		NTLM_EXTENDED_SESSIONSECURITY, NTLM_NEGOTIATE_128,
		NTLM_NEGOTIATE_56, NTLM_NEGOTIATE_VERSION,
		NTLM_NEGOTIATE_SIGN, NTLM_NEGOTIATE_SEAL,
	};
	uint32_t flags;
	unsigned int i;

	test_begin("CHALLENGE flags");
	flags = ntlm_challenge_flags(NTLM_NEGOTIATE_OEM, FALSE);
	test_assert(flags == (always | NTLM_NEGOTIATE_OEM |
			      NTLM_TARGET_TYPE_SERVER));
	flags = ntlm_challenge_flags(NTLM_NEGOTIATE_OEM |
				     NTLM_NEGOTIATE_UNICODE, TRUE);
	test_assert(flags == (always | NTLM_NEGOTIATE_UNICODE |
			      NTLM_TARGET_TYPE_DOMAIN));
	for (i = 0; i < N_ELEMENTS(echoed); i++) {
		flags = ntlm_challenge_flags(NTLM_NEGOTIATE_OEM | echoed[i],
					     FALSE);
		test_assert_idx((flags & echoed[i]) != 0, i);
	}
	flags = ntlm_challenge_flags(0xffffffff, FALSE);
	test_assert((flags & NTLM_NEGOTIATE_KEY_EXCH) == 0);
	test_assert((flags & NTLM_NEGOTIATE_OEM) == 0);
	test_assert((flags & NTLM_ANONYMOUS) == 0);
	test_end();
}

static void test_challenge_read(void)
{
	static const char *const bad[] = {
		/* the name outside, the information outside, cut */
		"4e544c4d53535000 02000000 0c000c0039000000 33828ae2"
		"0123456789abcdef 0000000000000000 0000000000000000"
		"060070170000000f 530065007200760065007200",
		"4e544c4d53535000 02000000 0000000038000000 33828ae2"
		"0123456789abcdef 0000000000000000 0400040038000000"
		"060070170000000f 000000",
		"4e544c4d53535000 02000000 0000000038000000 33828ae2"
		"0123456789abcdef 0000000000000000",
		"4e544c4d53535000 02000000 0000000038000000 33828ae2"
		"0123456789abcd",
	};
	struct ntlm_challenge challenge;
	struct ntlm_av_pairs pairs;
	struct ntlm_field msg = test_hex(V2_CHALLENGE);
	const char *error;
	unsigned int i;

	test_begin("CHALLENGE");
	test_assert(ntlm_challenge_read(msg.data, msg.size, &challenge,
					&error) == 0);
	test_assert(challenge.flags == 0xe28a8233);
	test_assert(test_is_hex(challenge.server_challenge, 8,
				"0123456789abcdef"));
	test_assert(test_is_hex(challenge.target_name.data,
				challenge.target_name.size,
				"530065007200760065007200"));
	test_assert(ntlm_av_pairs_read(challenge.target_info.data,
				       challenge.target_info.size, &pairs,
				       &error) == 0);
	test_assert(pairs.nb_domain.size == 12 && pairs.nb_computer.size == 12);
	for (i = 0; i < N_ELEMENTS(bad); i++) {
		msg = test_hex(bad[i]);
		test_assert_idx(ntlm_challenge_read(msg.data, msg.size,
						    &challenge, &error) < 0, i);
	}
	test_end();
}

static void test_av_pairs(void)
{
	static const struct {
		const char *hex;
		int ret;
	} tests[] = {
		{ "00000000", 0 },
		/* what stands behind EOL is not looked at */
		{ "00000000 0600ffff", 0 },
		/* unknown pairs are skipped, even twice when we have no bit */
		{ "63000100aa 63000100bb 00000000", 0 },
		{ "06000400 02000000 00000000", 0 },
		{ "09000000 00000000", 0 },
		/* no EOL */
		{ "", -1 }, { "000000", -1 }, { "06000400 02000000", -1 },
		/* EOL with octets */
		{ "00000100 00", -1 },
		/* longer than the list */
		{ "0200ffff 4400", -1 }, { "02000100", -1 },
		/* fixed sizes: flags 0 1 3 5, timestamp 4, binding 5 */
		{ "06000000 00000000", -1 }, { "06000100 02 00000000", -1 },
		{ "06000300 020000 00000000", -1 },
		{ "06000500 0200000000 00000000", -1 },
		{ "07000400 02000000 00000000", -1 },
		{ "0a000500 0200000000 00000000", -1 },
		{ "0a000000 00000000", -1 },
		/* twice: CVE-2019-1166 */
		{ "06000400 02000000 06000400 00000000 00000000", -1 },
		{ "06000400 00000000 06000400 02000000 00000000", -1 },
		{ "09000000 09000000 00000000", -1 },
	};
	struct ntlm_av_pairs pairs;
	struct ntlm_field list;
	const char *error;
	unsigned int i;

	test_begin("AV pairs");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		list = test_hex(tests[i].hex);
		test_assert_idx(ntlm_av_pairs_read(list.data, list.size,
						   &pairs, &error) ==
				tests[i].ret, i);
	}
	list = test_hex("0600 0400 06000000 0100 0200 4100"
			"0700 0800 0102030405060708"
			"0900 0200 4900 0a00 1000 000102030405060708090a0b0c"
			"0d0e0f 0000 0000 00000000");
	test_assert(ntlm_av_pairs_read(list.data, list.size, &pairs,
				       &error) == 0);
	test_assert(pairs.flags == (NTLM_AV_FLAG_MIC |
				    NTLM_AV_FLAG_UNTRUSTED_SPN));
	test_assert(pairs.nb_computer.size == 2 && pairs.nb_domain.size == 0);
	test_assert(test_is_hex(pairs.timestamp.data, pairs.timestamp.size,
				"0102030405060708"));
	test_assert(pairs.target_name.size == 2);
	test_assert(pairs.channel_binding.size == 16);
	test_assert(pairs.list.size == list.size - 4);
	test_end();
}

static void test_unicode_decode(void)
{
	static const struct {
		const char *hex, *utf8;
	} tests[] = {
		{ "", "" },
		{ "6100 6c00", "al" },
		{ "fc00", "\xc3\xbc" },
		{ "ac20", "\xe2\x82\xac" },
		/* U+1F600 */
		{ "3dd8 00de", "\xf0\x9f\x98\x80" },
		{ "61", NULL }, { "6100 6c", NULL },
		/* NUL, TAB, DEL, C1 */
		{ "6100 0000", NULL }, { "0900", NULL }, { "7f00", NULL },
		{ "8500", NULL },
		/* lone surrogates */
		{ "3dd8", NULL }, { "00de", NULL }, { "3dd8 6100", NULL },
		{ "00de 3dd8", NULL },
	};
	unsigned char big[2 * NTLM_NAME_MAX_UNITS + 2];
	string_t *str = t_str_new(64);
	struct ntlm_field utf16;
	const char *error;
	unsigned int i;
	int ret;

	test_begin("UTF-16 names");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		str_truncate(str, 0);
		utf16 = test_hex(tests[i].hex);
		ret = ntlm_utf16_to_utf8(utf16.data, utf16.size, str, &error);
		test_assert_idx((ret == 0) == (tests[i].utf8 != NULL), i);
		if (ret < 0 || tests[i].utf8 == NULL)
			continue;
		test_assert_idx(strcmp(str_c(str), tests[i].utf8) == 0, i);
		utf16 = test_utf16(tests[i].utf8);
		test_assert_idx(test_is_hex(utf16.data, utf16.size,
					    tests[i].hex), i);
	}
	for (i = 0; i < sizeof(big); i += 2) {
		big[i] = 'a';
		big[i + 1] = '\0';
	}
	test_assert(ntlm_utf16_to_utf8(big, sizeof(big), str, &error) < 0);
	test_assert(ntlm_utf16_to_utf8(big, sizeof(big) - 2, str, &error) == 0);
	test_assert(ntlm_utf8_to_utf16("\xff", str) < 0);
	test_assert(ntlm_utf8_to_utf16("\xed\xa0\x80", str) < 0);
	test_end();
}

static void test_oem_decode(void)
{
	static const struct {
		const char *octets, *utf8;
	} tests[] = {
		{ "alice", "alice" },
		{ "m\xc3\xbcller", "m\xc3\xbcller" },
		{ "m\xfcller", "m\xc3\xbcller" },
		{ "\x80", "\xe2\x82\xac" },
		{ "a\x81", NULL }, { "a\tb", NULL }, { "a\x7f", NULL },
		/* C1 in UTF-8 */
		{ "\xc2\x85", NULL },
	};
	unsigned char big[NTLM_NAME_MAX_UNITS + 1];
	string_t *str = t_str_new(64);
	const char *error;
	unsigned int i;
	int ret;

	test_begin("OEM names");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		str_truncate(str, 0);
		ret = ntlm_oem_to_utf8((const void *)tests[i].octets,
				       strlen(tests[i].octets), str, &error);
		test_assert_idx((ret == 0) == (tests[i].utf8 != NULL), i);
		if (ret == 0 && tests[i].utf8 != NULL) {
			test_assert_idx(strcmp(str_c(str), tests[i].utf8) == 0,
					i);
		}
	}
	memset(big, 'a', sizeof(big));
	test_assert(ntlm_oem_to_utf8(big, sizeof(big), str, &error) < 0);
	test_assert(ntlm_oem_to_utf8((const void *)"a\0b", 3, str, &error) < 0);
	test_end();
}

static void test_upcase(void)
{
	static const struct {
		const char *from, *simple, *ascii;
	} tests[] = {
		{ "al1ce-z{", "AL1CE-Z{", "AL1CE-Z{" },
		{ "m\u00fcller", "M\u00dcLLER", "M\u00fcLLER" },
		/* sharp s stays: one unit to one unit */
		{ "stra\u00dfe", "STRA\u00dfE", "STRA\u00dfE" },
		{ "\u00ff", "\u0178", "\u00ff" },
		/* no way back, so Windows keeps them */
		{ "\u00b5\u0131\u017f", "\u00b5\u0131\u017f",
		  "\u00b5\u0131\u017f" },
		/* the digraphs: upper, not title */
		{ "\u01c6\u01c4\u01c9\u01cc\u01f3",
		  "\u01c4\u01c4\u01c7\u01ca\u01f1",
		  "\u01c6\u01c4\u01c9\u01cc\u01f3" },
		{ "\u03b1\u03c9\u0436", "\u0391\u03a9\u0416",
		  "\u03b1\u03c9\u0436" },
		/* Deseret small letter: surrogates are left alone */
		{ "\U00010428", "\U00010428", "\U00010428" },
	};
	struct ntlm_field from, want;
	buffer_t *got = t_buffer_create(64);
	unsigned int i, how;

	test_begin("upper case");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		const char *wanted[] = {
			[NTLM_UPCASE_SIMPLE] = tests[i].simple,
			[NTLM_UPCASE_ASCII] = tests[i].ascii,
			[NTLM_UPCASE_NONE] = tests[i].from,
		};

		from = test_utf16(tests[i].from);
		for (how = 0; how < NTLM_UPCASE_COUNT; how++) {
			buffer_set_used_size(got, 0);
			want = test_utf16(wanted[how]);
			ntlm_utf16_upcase(from.data, from.size, how, got);
			test_assert_idx(got->used == want.size &&
					memcmp(got->data, want.data,
					       want.size) == 0, i);
		}
	}
	test_end();
}

/* The MIC is where the fields leave room for it. */
static void test_mic_offset(void)
{
	static const struct {
		size_t payload, mic;
	} tests[] = {
		{ 64, 0 }, { 72, 0 }, { 79, 0 }, { 80, 64 }, { 81, 0 },
		{ 87, 0 }, { 88, 72 }, { 96, 72 },
	};
	struct ntlm_authenticate authenticate;
	const char *error;
	unsigned int i;

	test_begin("AUTHENTICATE: place of the MIC");
	for (i = 0; i < N_ELEMENTS(tests); i++) {
		buffer_t *msg = t_buffer_create(256);

		ntlm_message_begin(msg, NTLM_MESSAGE_AUTHENTICATE,
				   tests[i].payload);
		ntlm_field_write(msg, 20, "response", 8);
		test_assert_idx(ntlm_authenticate_read(msg->data, msg->used,
						       &authenticate,
						       &error) == 0, i);
		test_assert_idx(authenticate.mic_offset == tests[i].mic, i);
	}
	test_end();
}

void (*const test_ntlm_messages[])(void) = {
	test_negotiate,
	test_negotiate_write,
	test_challenge_flags,
	test_challenge_read,
	test_av_pairs,
	test_unicode_decode,
	test_oem_decode,
	test_upcase,
	test_mic_offset,
	NULL
};
