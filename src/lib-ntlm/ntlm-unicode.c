/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "str.h"
#include "unichar.h"
#include "ntlm-field.h"
#include "ntlm-unicode.h"

#include <ctype.h>

/* windows-1252 0x80 to 0x9f; 0 is undefined there */
static const uint16_t cp1252_high[32] = {
	0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
	0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

/* Where Windows' table differs from Dovecot's title case: it keeps characters
   whose upper case would not come back, and has DZ, not Dz. (The up-case table
   in the exFAT specification is the published form of Windows' table.) */
static const struct {
	uint16_t from, to;
} upcase_exceptions[] = {
	{ 0x00b5, 0x00b5 }, { 0x0131, 0x0131 }, { 0x017f, 0x017f },
	{ 0x01c4, 0x01c4 }, { 0x01c5, 0x01c5 }, { 0x01c6, 0x01c4 },
	{ 0x01c7, 0x01c7 }, { 0x01c8, 0x01c8 }, { 0x01c9, 0x01c7 },
	{ 0x01ca, 0x01ca }, { 0x01cb, 0x01cb }, { 0x01cc, 0x01ca },
	{ 0x01f1, 0x01f1 }, { 0x01f2, 0x01f2 }, { 0x01f3, 0x01f1 },
};

static void append_unit(buffer_t *dest, uint16_t unit)
{
	buffer_append_c(dest, unit & 0xff);
	buffer_append_c(dest, unit >> 8);
}

static bool is_control(unichar_t chr)
{
	return chr < 0x20 || (chr >= 0x7f && chr <= 0x9f);
}

/* Returns the units read (1 or 2), 0 for a lone surrogate. */
static unsigned int
utf16_get_char(const unsigned char *data, size_t size, unichar_t *chr_r)
{
	uint16_t high = ntlm_get16(data, 0), low;

	*chr_r = high;
	if (high < 0xd800 || high > 0xdfff)
		return 1;
	if (high > 0xdbff || size < 4)
		return 0;
	low = ntlm_get16(data, 2);
	if (low < 0xdc00 || low > 0xdfff)
		return 0;
	*chr_r = uni_join_surrogate(high, low);
	return 2;
}

int ntlm_utf16_to_utf8(const unsigned char *data, size_t size, string_t *dest,
		       const char **error_r)
{
	unsigned int units;
	unichar_t chr;

	if (size % 2 != 0 || size / 2 > NTLM_NAME_MAX_UNITS) {
		*error_r = t_strdup_printf("name of %zu octets", size);
		return -1;
	}
	for (; size > 0; data += 2 * units, size -= 2 * units) {
		units = utf16_get_char(data, size, &chr);
		if (units == 0 || is_control(chr)) {
			*error_r = "name is not valid Unicode text";
			return -1;
		}
		uni_ucs4_to_utf8_c(chr, dest);
	}
	return 0;
}

static int cp1252_to_utf8(const unsigned char *data, size_t size,
			  string_t *dest)
{
	unichar_t chr;
	size_t i;

	for (i = 0; i < size; i++) {
		chr = data[i];
		if (chr >= 0x80 && chr <= 0x9f)
			chr = cp1252_high[chr - 0x80];
		if (is_control(chr))
			return -1;
		uni_ucs4_to_utf8_c(chr, dest);
	}
	return 0;
}

static int utf8_check_controls(const unsigned char *data, size_t size)
{
	unichar_t chr;
	size_t i;
	int len;

	for (i = 0; i < size; i += len) {
		len = uni_utf8_get_char_n(data + i, size - i, &chr);
		if (len <= 0 || is_control(chr))
			return -1;
	}
	return 0;
}

int ntlm_oem_to_utf8(const unsigned char *data, size_t size, string_t *dest,
		     const char **error_r)
{
	int ret;

	if (size > NTLM_NAME_MAX_UNITS) {
		*error_r = t_strdup_printf("name of %zu octets", size);
		return -1;
	}
	if (uni_utf8_data_is_valid(data, size)) {
		ret = utf8_check_controls(data, size);
		if (ret == 0)
			str_append_data(dest, data, size);
	} else {
		ret = cp1252_to_utf8(data, size, dest);
	}
	if (ret < 0)
		*error_r = "name holds control characters";
	return ret;
}

int ntlm_utf8_to_utf16(const char *utf8, buffer_t *dest)
{
	const unsigned char *data = (const unsigned char *)utf8;
	size_t i, size = strlen(utf8);
	unichar_t chr, high, low;
	int len;

	if (!uni_utf8_data_is_valid(data, size))
		return -1;
	for (i = 0; i < size; i += len) {
		len = uni_utf8_get_char_n(data + i, size - i, &chr);
		if (len <= 0)
			return -1;
		if (chr < 0x10000) {
			append_unit(dest, chr);
			continue;
		}
		uni_split_surrogate(chr, &high, &low);
		append_unit(dest, high);
		append_unit(dest, low);
	}
	return 0;
}

void ntlm_octets_to_utf16(const unsigned char *data, size_t size,
			  buffer_t *dest)
{
	size_t i;

	for (i = 0; i < size; i++)
		append_unit(dest, data[i]);
}

static uint16_t unit_upcase(uint16_t unit, enum ntlm_upcase how)
{
	unichar_t chr;
	unsigned int i;

	if (how == NTLM_UPCASE_NONE)
		return unit;
	if (unit < 0x80)
		return i_toupper(unit);
	/* a half of a surrogate pair is a unit without upper case */
	if (how == NTLM_UPCASE_ASCII || (unit >= 0xd800 && unit <= 0xdfff))
		return unit;
	for (i = 0; i < N_ELEMENTS(upcase_exceptions); i++) {
		if (upcase_exceptions[i].from == unit)
			return upcase_exceptions[i].to;
	}
	chr = uni_ucs4_to_titlecase(unit);
	return chr > 0xffff ? unit : chr;
}

void ntlm_utf16_upcase(const unsigned char *data, size_t size,
		       enum ntlm_upcase how, buffer_t *dest)
{
	size_t i;

	i_assert(size % 2 == 0);

	for (i = 0; i < size; i += 2)
		append_unit(dest, unit_upcase(ntlm_get16(data, i), how));
}
