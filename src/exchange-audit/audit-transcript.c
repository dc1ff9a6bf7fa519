/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "array.h"
#include "ostream.h"
#include "audit.h"
#include "audit-transcript.h"

#include <ctype.h>
#include <fcntl.h>
#include <unistd.h>

/* What is kept of one row. Beyond that only a note says so. */
#define TRANSCRIPT_MAX (256*1024)
#define TRANSCRIPT_MAX_LINE 8192
#define PROBE_MAX 4096

struct audit_transcript {
	const struct audit *audit;
	string_t *all, *sent;
	bool full;
};

struct audit_transcript *audit_transcript_create(const struct audit *audit)
{
	struct audit_transcript *transcript;

	transcript = i_new(struct audit_transcript, 1);
	transcript->audit = audit;
	transcript->all = str_new(default_pool, 1024);
	transcript->sent = str_new(default_pool, 256);
	return transcript;
}

void audit_transcript_free(struct audit_transcript **_transcript)
{
	struct audit_transcript *transcript = *_transcript;

	if (transcript == NULL)
		return;
	*_transcript = NULL;
	str_free(&transcript->all);
	str_free(&transcript->sent);
	i_free(transcript);
}

const char *audit_printable(const void *_data, size_t size)
{
	const unsigned char *data = _data;
	string_t *str = t_str_new(size + 16);
	size_t i;

	for (i = 0; i < size; i++) {
		if (data[i] == '\r')
			str_append(str, "\\r");
		else if (data[i] == '\n')
			str_append(str, "\\n");
		else if (data[i] == '\t')
			str_append(str, "\\t");
		else if (data[i] < 0x20 || data[i] >= 0x7f)
			str_printfa(str, "\\x%02x", data[i]);
		else
			str_append_c(str, data[i]);
	}
	return str_c(str);
}

static void mask_one(const char **text, const char *secret)
{
	const char *found, *p = *text;
	string_t *str;

	/* a secret of one or two octets would mask half of IMAP */
	if (secret == NULL || strlen(secret) < 3 || strstr(p, secret) == NULL)
		return;
	str = t_str_new(strlen(p) + 32);
	while ((found = strstr(p, secret)) != NULL) {
		str_append_data(str, p, found - p);
		str_append(str, "***");
		p = found + strlen(secret);
	}
	str_append(str, p);
	*text = str_c(str);
}

const char *audit_mask(const struct audit_settings *set, const char *text)
{
	mask_one(&text, set->user.password);
	mask_one(&text, set->user2.password);
	mask_one(&text, set->delegate.password);
	return text;
}

static void
transcript_add(struct audit_transcript *transcript, const char *conn,
	       const char *mark, const char *text)
{
	text = audit_mask(transcript->audit->set, text);
	if (str_len(transcript->all) > TRANSCRIPT_MAX) {
		if (!transcript->full)
			str_append(transcript->all, "-- too long, cut\n");
		transcript->full = TRUE;
		return;
	}
	str_printfa(transcript->all, "%s%s ", conn, mark);
	if (strlen(text) <= TRANSCRIPT_MAX_LINE)
		str_append(transcript->all, text);
	else {
		str_append_data(transcript->all, text, TRANSCRIPT_MAX_LINE);
		str_printfa(transcript->all, "... (%zu characters)",
			    strlen(text));
	}
	str_append_c(transcript->all, '\n');
}

void audit_transcript_sent(struct audit_transcript *transcript,
			   const char *conn, const void *data, size_t size)
{
	const char *text;

	if (transcript == NULL)
		return;
	T_BEGIN {
		text = audit_printable(data, size);
		transcript_add(transcript, conn, ">", text);
		text = audit_mask(transcript->audit->set, text);
		if (strlen(text) > 200)
			text = t_strdup_printf("%.180s... (%zu octets)", text,
					       size);
		if (str_len(transcript->sent) < PROBE_MAX)
			str_printfa(transcript->sent, "%s\n", text);
	} T_END;
}

void audit_transcript_received(struct audit_transcript *transcript,
			       const char *conn, const void *data, size_t size)
{
	if (transcript == NULL)
		return;
	T_BEGIN {
		transcript_add(transcript, conn, "<",
			       audit_printable(data, size));
	} T_END;
}

void audit_transcript_note(struct audit_transcript *transcript,
			   const char *conn, const char *text)
{
	if (transcript == NULL)
		return;
	T_BEGIN {
		transcript_add(transcript, conn, "-",
			       audit_printable(text, strlen(text)));
	} T_END;
}

const char *audit_transcript_get_sent(struct audit_transcript *transcript)
{
	return str_c(transcript->sent);
}

const char *audit_transcript_file(const char *id)
{
	string_t *str = t_str_new(32);

	for (; *id != '\0'; id++) {
		if (*id == ' ')
			str_append_c(str, '_');
		else if (i_isalnum(*id) || *id == '.')
			str_append_c(str, *id);
	}
	str_append(str, ".txt");
	return str_c(str);
}

int audit_transcript_write(struct audit_transcript *transcript,
			   const char *dir, const char *id,
			   const char **error_r)
{
	const char *path = t_strconcat(dir, "/", audit_transcript_file(id),
				       NULL);
	struct ostream *output;
	int fd, ret = 0;

	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd == -1) {
		*error_r = t_strdup_printf("open(%s) failed: %m", path);
		return -1;
	}
	output = o_stream_create_fd_file_autoclose(&fd, 0);
	o_stream_nsend(output, str_data(transcript->all),
		       str_len(transcript->all));
	if (o_stream_finish(output) < 0) {
		*error_r = t_strdup_printf("write(%s) failed: %s", path,
					   o_stream_get_error(output));
		ret = -1;
	}
	o_stream_destroy(&output);
	return ret;
}
