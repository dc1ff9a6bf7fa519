/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* What FETCH gets of a message that is not 7-bit: everything comes from its
   converted form, and nothing of that goes into Dovecot's caches, which
   describe the message in the store. */

#include "lib.h"
#include "istream.h"
#include "istream-header-filter.h"
#include "message-part.h"
#include "sort.h"
#include "str.h"
#include "mail-sevenbit.h"
#include "mail-exchange-private.h"

static int
converted_get_stream(struct mail *mail, struct mail_exchange_mail *email,
		     bool get_body, struct message_size *hdr_size,
		     struct message_size *body_size, struct istream **stream_r)
{
	int ret = mail_exchange_converted_get(mail, email);

	if (ret <= 0) {
		return ret < 0 ? -1 : email->module_ctx.super.get_stream(mail,
			get_body, hdr_size, body_size, stream_r);
	}
	if (hdr_size != NULL)
		*hdr_size = email->converted->parts->header_size;
	if (body_size != NULL)
		*body_size = email->converted->parts->body_size;
	*stream_r = email->converted->input;
	i_stream_seek(*stream_r, 0);
	return 0;
}

static int
sevenbit_get_stream(struct mail *mail, bool get_body,
		    struct message_size *hdr_size,
		    struct message_size *body_size, struct istream **stream_r)
{
	struct mail_exchange_mail *email = mail_exchange_mail_context(mail);

	if (email->raw > 0 || email->state == MAIL_EXCHANGE_CLEAN) {
		return email->module_ctx.super.get_stream(mail, get_body,
			hdr_size, body_size, stream_r);
	}
	return converted_get_stream(mail, email, get_body, hdr_size, body_size,
				    stream_r);
}

/* Dovecot's own functions must see the message in the store, or the converted
   form would get into the caches. */
#define RAW(email, ret, call) STMT_START { \
	(email)->raw++; \
	ret = (email)->module_ctx.super.call; \
	(email)->raw--; \
} STMT_END

static int sevenbit_get_virtual_size(struct mail *mail, uoff_t *size_r)
{
	struct mail_exchange_mail *email = mail_exchange_mail_context(mail);
	int ret = mail_exchange_converted_get(mail, email);

	if (ret > 0)
		*size_r = email->converted->size;
	else if (ret == 0) {
		RAW(email, ret, get_virtual_size(mail, size_r));
		/* to learn the one Dovecot has to learn the other */
		email->size_is_unknown = FALSE;
	}
	return ret < 0 ? -1 : 0;
}

/* Dovecot asks for it when it opens the stream, when it sends it and at every
   end of it. In a Maildir an answer takes thousands of instructions, and "it is
   not in the caches" most. */
static int
stored_size_get(struct mail *mail, struct mail_exchange_mail *email,
		uoff_t *size_r)
{
	int ret;

	if (email->stored_size == UOFF_T_MAX) {
		if (email->size_is_unknown &&
		    mail->lookup_abort == MAIL_LOOKUP_ABORT_NOT_IN_CACHE) {
			mail_set_aborted(mail);
			return -1;
		}
		RAW(email, ret, get_physical_size(mail, &email->stored_size));
		if (ret < 0) {
			email->stored_size = UOFF_T_MAX;
			email->size_is_unknown = TRUE;
			return -1;
		}
	}
	*size_r = email->stored_size;
	return 0;
}

static int sevenbit_get_physical_size(struct mail *mail, uoff_t *size_r)
{
	struct mail_exchange_mail *email = mail_exchange_mail_context(mail);

	if (email->raw > 0 || email->state != MAIL_EXCHANGE_CONVERTED)
		return stored_size_get(mail, email, size_r);
	/* lines end with CRLF: both sizes are the same */
	*size_r = email->converted->size;
	return 0;
}

static void
sevenbit_set_cache_corrupted(struct mail *mail, enum mail_fetch_field field,
			     const char *reason)
{
	struct mail_exchange_mail *email = mail_exchange_mail_context(mail);

	email->stored_size = UOFF_T_MAX;
	email->module_ctx.super.set_cache_corrupted(mail, field, reason);
}

static int sevenbit_get_parts(struct mail *mail, struct message_part **parts_r)
{
	struct mail_exchange_mail *email = mail_exchange_mail_context(mail);
	int ret = mail_exchange_converted_get(mail, email);

	if (ret > 0)
		*parts_r = email->converted->parts;
	else if (ret == 0)
		RAW(email, ret, get_parts(mail, parts_r));
	return ret < 0 ? -1 : 0;
}

static int sevenbit_get_header_stream(struct mail *mail,
				      struct mailbox_header_lookup_ctx *headers,
				      struct istream **stream_r)
{
	struct mail_exchange_mail *email = mail_exchange_mail_context(mail);
	const char **names;
	int ret = mail_exchange_converted_get(mail, email);

	if (ret <= 0) {
		if (ret == 0)
			RAW(email, ret, get_header_stream(mail, headers,
							  stream_r));
		return ret;
	}
	names = t_new(const char *, headers->count + 1);
	memcpy(names, headers->name, sizeof(*names) * headers->count);
	i_qsort(names, headers->count, sizeof(*names), i_strcasecmp_p);
	i_stream_seek(email->converted->input, 0);
	i_stream_unref(&email->header_stream);
	email->header_stream = i_stream_create_header_filter(
		email->converted->input,
		HEADER_FILTER_INCLUDE | HEADER_FILTER_HIDE_BODY,
		names, headers->count, *null_header_filter_callback, NULL);
	*stream_r = email->header_stream;
	return 0;
}

static int
sevenbit_get_first_header(struct mail *mail, const char *field,
			  bool decode_to_utf8, const char **value_r)
{
	struct mail_exchange_mail *email = mail_exchange_mail_context(mail);
	int ret;

	RAW(email, ret, get_first_header(mail, field, decode_to_utf8, value_r));
	return ret;
}

static int
sevenbit_get_headers(struct mail *mail, const char *field, bool decode_to_utf8,
		     const char *const **value_r)
{
	struct mail_exchange_mail *email = mail_exchange_mail_context(mail);
	int ret;

	RAW(email, ret, get_headers(mail, field, decode_to_utf8, value_r));
	return ret;
}

static int
sevenbit_get_date(struct mail *mail, time_t *date_r, int *timezone_r)
{
	struct mail_exchange_mail *email = mail_exchange_mail_context(mail);
	int ret;

	RAW(email, ret, get_date(mail, date_r, timezone_r));
	return ret;
}

static int sevenbit_get_received_date(struct mail *mail, time_t *date_r)
{
	struct mail_exchange_mail *email = mail_exchange_mail_context(mail);
	int ret;

	RAW(email, ret, get_received_date(mail, date_r));
	return ret;
}

static int sevenbit_get_save_date(struct mail *mail, time_t *date_r)
{
	struct mail_exchange_mail *email = mail_exchange_mail_context(mail);
	int ret;

	RAW(email, ret, get_save_date(mail, date_r));
	return ret;
}

static bool sevenbit_prefetch(struct mail *mail)
{
	struct mail_exchange_mail *email = mail_exchange_mail_context(mail);
	bool ret;

	RAW(email, ret, prefetch(mail));
	return ret;
}

static int sevenbit_precache(struct mail *mail)
{
	struct mail_exchange_mail *email = mail_exchange_mail_context(mail);
	int ret;

	RAW(email, ret, precache(mail));
	return ret;
}

static bool text_is_clean(const char *text)
{
	return mail_sevenbit_data_is_clean((const unsigned char *)text,
					   strlen(text));
}

/* ENVELOPE as the store has it */
static int
envelope_get(struct mail *_mail, struct mail_exchange_mail *email,
	     const char **value_r)
{
	struct mail_private *mail = (struct mail_private *)_mail;
	int ret;

	RAW(email, ret, get_special(_mail, MAIL_FETCH_IMAP_ENVELOPE, value_r));
	if (ret == 0 && mail_exchange_has_blanks(*value_r) &&
	    exchange_has(email->set->profile, EXCHANGE_ENVELOPE_NIL)) {
		*value_r = p_strdup(mail->data_pool,
				    mail_exchange_envelope_nil(*value_r));
	}
	return ret;
}

static int
structure_make(struct mail *_mail, struct mail_exchange_mail *email,
	       struct istream *input, enum mail_fetch_field field,
	       const char **value_r)
{
	struct mail_private *mail = (struct mail_private *)_mail;
	string_t *str = str_new(default_pool, 1024);
	int ret;

	ret = mail_exchange_structure_make(_mail, email, input, field, str);
	if (ret == 0)
		*value_r = p_strdup(mail->data_pool, str_c(str));
	str_free(&str);
	return ret;
}

/* BODY or BODYSTRUCTURE of a message that is 7-bit, or is not converted */
static int
stored_structure_get(struct mail *mail, struct mail_exchange_mail *email,
		     enum mail_fetch_field field, const char **value_r)
{
	struct istream *input;
	int ret;

	RAW(email, ret, get_special(mail, field, value_r));
	if (ret < 0)
		return -1;
	/* Dovecot 2.4 decodes RFC 2231 parameters */
	if ((!email->sevenbit || text_is_clean(*value_r)) &&
	    (!exchange_has(email->set->profile, EXCHANGE_ENVELOPE_NIL) ||
	     !mail_exchange_has_blanks(*value_r)))
		return 0;
	RAW(email, ret, get_stream(mail, TRUE, NULL, NULL, &input));
	return ret < 0 ? -1 :
		structure_make(mail, email, input, field, value_r);
}

static int
structure_get(struct mail *mail, struct mail_exchange_mail *email,
	      enum mail_fetch_field field, const char **value_r)
{
	int ret = mail_exchange_converted_get(mail, email);

	if (ret < 0)
		return -1;
	if (ret > 0) {
		return structure_make(mail, email, email->converted->input,
				      field, value_r);
	}
	return field == MAIL_FETCH_IMAP_ENVELOPE ?
		envelope_get(mail, email, value_r) :
		stored_structure_get(mail, email, field, value_r);
}

static int
sevenbit_get_special(struct mail *mail, enum mail_fetch_field field,
		     const char **value_r)
{
	struct mail_exchange_mail *email = mail_exchange_mail_context(mail);
	int ret;

	if (email->raw > 0)
		return email->module_ctx.super.get_special(mail, field, value_r);
	switch (field) {
	case MAIL_FETCH_IMAP_ENVELOPE:
		/* One that is 7-bit in the store is the same in the converted
		   form: no need to read the body. */
		ret = envelope_get(mail, email, value_r);
		if (ret < 0 || text_is_clean(*value_r))
			return ret;
		/* fall through */
	case MAIL_FETCH_IMAP_BODY:
	case MAIL_FETCH_IMAP_BODYSTRUCTURE:
		return structure_get(mail, email, field, value_r);
	default:
		RAW(email, ret, get_special(mail, field, value_r));
		return ret;
	}
}

static void sevenbit_close(struct mail *mail)
{
	struct mail_exchange_mail *email = mail_exchange_mail_context(mail);

	if (email->header_stream != NULL)
		i_stream_unref(&email->header_stream);
	if (email->state != MAIL_EXCHANGE_UNKNOWN || email->converted != NULL)
		mail_exchange_converted_free(email);
	email->module_ctx.super.close(mail);
}

void mail_exchange_sevenbit_mail(struct mail_exchange_mail *email,
				 struct mail_vfuncs *v)
{
	const struct exchange_profile *profile = email->set->profile;

	if (email->purpose != MAIL_EXCHANGE_FETCH)
		return;
	email->sevenbit = exchange_has(profile, EXCHANGE_SEVEN_BIT);
	if (email->sevenbit || exchange_has(profile, EXCHANGE_ENVELOPE_NIL))
		v->get_special = sevenbit_get_special;
	if (!email->sevenbit)
		return;
	email->stored_size = UOFF_T_MAX;
	v->close = sevenbit_close;
	v->set_cache_corrupted = sevenbit_set_cache_corrupted;
	v->prefetch = sevenbit_prefetch;
	v->precache = sevenbit_precache;
	v->get_parts = sevenbit_get_parts;
	v->get_date = sevenbit_get_date;
	v->get_received_date = sevenbit_get_received_date;
	v->get_save_date = sevenbit_get_save_date;
	v->get_virtual_size = sevenbit_get_virtual_size;
	v->get_physical_size = sevenbit_get_physical_size;
	v->get_first_header = sevenbit_get_first_header;
	v->get_headers = sevenbit_get_headers;
	v->get_header_stream = sevenbit_get_header_stream;
	v->get_stream = sevenbit_get_stream;
	mail_exchange_binary_mail(v);
}
