/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Which kind of header field it is, and fields of free text. */

#include "lib.h"
#include "str.h"
#include "unichar.h"
#include "message-header-decode.h"
#include "message-header-encode.h"
#include "mail-sevenbit-private.h"

/* RFC 5322 3.4: phrases and comments may be encoded, addresses not */
static const char *const address_fields[] = {
	"From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Resent-From",
	"Resent-Sender", "Resent-To", "Resent-Cc", "Resent-Bcc",
	"Disposition-Notification-To", "Return-Receipt-To", "Mail-Reply-To",
	"Mail-Followup-To", NULL
};

/* RFC 2045, RFC 2183 */
static const char *const parameter_fields[] = {
	"Content-Type", "Content-Disposition", NULL
};

/* No place in these can be encoded. */
static const char *const token_fields[] = {
	"Date", "Message-ID", "In-Reply-To", "References", "Return-Path",
	"Received", "MIME-Version", "Content-Transfer-Encoding", "Content-ID",
	"Content-Language", "Content-Location", "Content-MD5", "Resent-Date",
	"Resent-Message-ID", "List-Post", "List-Unsubscribe", "DKIM-Signature",
	NULL
};

const char *mail_sevenbit_to_utf8(const unsigned char *data, size_t size)
{
	string_t *str;
	size_t i;

	if (memchr(data, '\0', size) == NULL && uni_utf8_data_is_valid(data, size))
		return t_strndup(data, size);
	/* ISO-8859-1: every octet has a meaning there */
	str = t_str_new(size * 2);
	for (i = 0; i < size; i++) {
		if (data[i] == '\0')
			str_append_c(str, '?');
		else
			uni_ucs4_to_utf8_c(data[i], str);
	}
	return str_c(str);
}

/* Appends text with CRLF for every LF or CRLF. */
static void append_crlf(string_t *dest, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\n')
			str_append_c(dest, '\r');
		if (*text != '\r')
			str_append_c(dest, *text);
	}
}

void mail_sevenbit_append_words(string_t *dest, const char *utf8,
				size_t first_line_len)
{
	string_t *words = t_str_new(128);

	/* base64 has no character that is special in a phrase */
	message_header_encode_b((const unsigned char *)utf8, strlen(utf8),
				words, first_line_len);
	append_crlf(dest, str_c(words));
}

/* value as one line, without its CRLF and the blanks around it */
static const char *value_unfold(const unsigned char *data, size_t size)
{
	string_t *str = t_str_new(size + 1);
	size_t i;

	while (size > 0 && (data[size - 1] == '\n' || data[size - 1] == '\r'))
		size--;
	while (size > 0 && (*data == ' ' || *data == '\t')) {
		data++;
		size--;
	}
	for (i = 0; i < size; i++) {
		if (data[i] != '\n' && !(data[i] == '\r' && i + 1 < size &&
					 data[i + 1] == '\n'))
			str_append_c(str, data[i]);
	}
	return mail_sevenbit_to_utf8(str_data(str), str_len(str));
}

static void text_append(string_t *dest, const char *value)
{
	string_t *decoded, *encoded = t_str_new(256);

	if (strstr(value, "=?") != NULL) {
		/* or the encoded words in it would be encoded again */
		decoded = t_str_new(256);
		message_header_decode_utf8((const unsigned char *)value,
					   strlen(value), decoded, NULL);
		value = str_c(decoded);
	}
	message_header_encode(value, encoded);
	append_crlf(dest, str_c(encoded));
}

static void
masked_append(string_t *dest, const unsigned char *field, size_t size)
{
	unsigned char *copy = t_malloc_no0(size + 1);

	memcpy(copy, field, size);
	mail_sevenbit_mask(copy, size);
	copy[size] = '\0';
	append_crlf(dest, (const char *)copy);
}

/* Returns FALSE if the line has no field name. */
static bool
field_name(const unsigned char *field, size_t size, const char **name_r,
	   size_t *value_pos_r)
{
	const unsigned char *colon = memchr(field, ':', size);
	size_t len;

	if (colon == NULL)
		return FALSE;
	len = colon - field;
	if (!mail_sevenbit_data_is_clean(field, len) ||
	    memchr(field, '\n', len) != NULL)
		return FALSE;
	*value_pos_r = len + 1;
	while (len > 0 && (field[len - 1] == ' ' || field[len - 1] == '\t'))
		len--;
	*name_r = t_strndup(field, len);
	return len > 0;
}

static void
field_append(string_t *dest, const unsigned char *field, size_t size)
{
	const char *name, *value;
	size_t pos;

	if (mail_sevenbit_data_is_clean(field, size) ||
	    !field_name(field, size, &name, &pos) ||
	    str_array_icase_find(token_fields, name)) {
		masked_append(dest, field, size);
		return;
	}
	value = value_unfold(field + pos, size - pos);
	str_printfa(dest, "%s: ", name);
	if (str_array_icase_find(address_fields, name))
		mail_sevenbit_addresses_append(dest, value);
	else if (str_array_icase_find(parameter_fields, name))
		mail_sevenbit_parameters_append(dest, value,
			!uni_utf8_data_is_valid(field + pos, size - pos));
	else
		text_append(dest, value);
	str_append(dest, "\r\n");
}

void mail_sevenbit_field_append(string_t *dest, const unsigned char *field,
				size_t size)
{
	T_BEGIN {
		field_append(dest, field, size);
	} T_END;
}
