/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "array.h"
#include "istream.h"
#include "ostream.h"
#include "audit-compare.h"
#include "audit-pattern.h"
#include "audit-rows.h"
#include "audit-transcript.h"

#include <ctype.h>
#include <sys/stat.h>

/* Lines of one transcript that are compared; the rest is cut. */
#define COMPARE_MAX_LINES 400
#define COMPARE_WIDTH 76

#define SCRATCH_PREFIX "exchange-audit-"
#define DATE_PATTERN "\"{?}{?}-{?}{?}{?}-{n} {n}:{n}:{n} {?}{n}\"{*}"
#define DATE_LENGTH strlen("\"01-Jan-2020 09:00:00 +0000\"")

/* Words before numbers that differ from server to server. */
static const char *const number_words[] = {
	"UIDVALIDITY ", "UIDNEXT ", "HIGHESTMODSEQ ", "MODSEQ (",
	"APPENDUID ", "COPYUID ", "UID ",
};

/* "A> a12 " or "A< a12 ": the length up to the tag, and of the tag. */
static size_t tag_length(const char *line)
{
	size_t digits;

	if (!i_isupper(line[0]) || (line[1] != '>' && line[1] != '<') ||
	    line[2] != ' ' || !i_islower(line[3]))
		return 0;
	digits = strspn(line + 4, "0123456789");
	return digits > 0 && line[4 + digits] == ' ' ? 1 + digits : 0;
}

/* If something to be masked begins at p, adds what stands for it and returns
   its length. */
static size_t mask_at(string_t *str, const char *p)
{
	unsigned int i;
	size_t len;

	len = strlen(SCRATCH_PREFIX);
	if (strncmp(p, SCRATCH_PREFIX, len) == 0 &&
	    strspn(p + len, "0123456789abcdef") >= 8) {
		str_append(str, "SCRATCH");
		return len + 8;
	}
	for (i = 0; i < N_ELEMENTS(number_words); i++) {
		len = strlen(number_words[i]);
		if (strncmp(p, number_words[i], len) == 0 &&
		    i_isdigit(p[len])) {
			str_printfa(str, "%sN", number_words[i]);
			return len + strspn(p + len, "0123456789:, ");
		}
	}
	if (*p == '"' && audit_match(DATE_PATTERN, p)) {
		str_append(str, "DATE");
		return DATE_LENGTH;
	}
	/* Dovecot's " (0.001 + 0.000 secs)" */
	if (audit_match(" ({n}.{n} + {*}secs){*}", p))
		return strcspn(p, ")") + 1;
	return 0;
}

const char *audit_compare_mask(const char *line)
{
	string_t *str = t_str_new(128);
	size_t len = tag_length(line);

	if (len > 0) {
		str_append_data(str, line, 3);
		str_append(str, "TAG");
		line += 3 + len;
	}
	while (*line != '\0') {
		len = mask_at(str, line);
		if (len == 0) {
			str_append_c(str, *line);
			len = 1;
		}
		line += len;
	}
	return str_c(str);
}

/* Masked lines of a transcript; none if there is no such file. */
static void read_lines(pool_t pool, const char *dir, const char *id,
		       ARRAY_TYPE(const_string) *lines)
{
	const char *path = t_strconcat(dir, "/", audit_transcript_file(id),
				       NULL);
	struct istream *input = i_stream_create_file(path, 64*1024);
	const char *line;

	p_array_init(lines, pool, 32);
	while (array_count(lines) < COMPARE_MAX_LINES &&
	       (line = i_stream_read_next_line(input)) != NULL) T_BEGIN {
		line = p_strdup(pool, audit_compare_mask(line));
		array_push_back(lines, &line);
	} T_END;
	i_stream_destroy(&input);
}

/* Two columns; a line too wide is cut. */
static void print_pair(struct ostream *output, const char *left,
		       const char *mark, const char *right)
{
	if (strlen(left) > COMPARE_WIDTH)
		left = t_strdup_printf("%.*s...", COMPARE_WIDTH - 3, left);
	if (strlen(right) > COMPARE_WIDTH)
		right = t_strdup_printf("%.*s...", COMPARE_WIDTH - 3, right);
	o_stream_nsend_str(output, t_strdup_printf("%-*s %s %s\n",
			   COMPARE_WIDTH, left, mark, right));
}

/* Length of the longest common subsequence of what follows i and j. */
static unsigned int *
common_lengths(const char *const *l, unsigned int n,
	       const char *const *r, unsigned int m)
{
	unsigned int *len = i_new(unsigned int, (n + 1) * (m + 1));
	unsigned int i, j;

	for (i = n; i-- > 0; ) {
		for (j = m; j-- > 0; ) {
			unsigned int *cell = &len[i * (m + 1) + j];

			if (strcmp(l[i], r[j]) == 0)
				*cell = cell[m + 2] + 1;
			else
				*cell = I_MAX(cell[m + 1], cell[1]);
		}
	}
	return len;
}

static void print_sides(struct ostream *output,
			const ARRAY_TYPE(const_string) *left,
			const ARRAY_TYPE(const_string) *right)
{
	unsigned int n, m, i = 0, j = 0;
	const char *const *l = array_get(left, &n);
	const char *const *r = array_get(right, &m);
	unsigned int *len = common_lengths(l, n, r, m);

	while (i < n || j < m) T_BEGIN {
		unsigned int *cell = &len[i * (m + 1) + j];

		if (i < n && j < m && strcmp(l[i], r[j]) == 0)
			print_pair(output, l[i++], " ", r[j++]);
		else if (i < n && j < m && cell[m + 1] == cell[1] &&
			 cell[m + 2] == *cell)
			print_pair(output, l[i++], "|", r[j++]);
		else if (j == m || (i < n && cell[m + 1] >= cell[1]))
			print_pair(output, l[i++], "<", "");
		else
			print_pair(output, "", ">", r[j++]);
	} T_END;
	i_free(len);
}

static bool lines_equal(const ARRAY_TYPE(const_string) *left,
			const ARRAY_TYPE(const_string) *right)
{
	unsigned int i, count = array_count(left);

	if (count != array_count(right))
		return FALSE;
	for (i = 0; i < count; i++) {
		if (strcmp(array_idx_elem(left, i),
			   array_idx_elem(right, i)) != 0)
			return FALSE;
	}
	return TRUE;
}

static bool compare_row(const char *dir1, const char *dir2,
			const struct audit_row *row, struct ostream *output)
{
	ARRAY_TYPE(const_string) left, right;
	pool_t pool = pool_alloconly_create("audit compare", 16384);
	bool equal;

	read_lines(pool, dir1, row->id, &left);
	read_lines(pool, dir2, row->id, &right);
	/* a row that was not run on one side says nothing */
	equal = array_count(&left) == 0 || array_count(&right) == 0 ||
		lines_equal(&left, &right);
	if (!equal) {
		o_stream_nsend_str(output, t_strdup_printf(
			"\n=== %s: %s\n", row->id, row->title));
		print_sides(output, &left, &right);
	}
	pool_unref(&pool);
	return !equal;
}

static int check_dir(const char *dir, const char **error_r)
{
	struct stat st;

	if (stat(dir, &st) < 0)
		*error_r = t_strdup_printf("stat(%s) failed: %m", dir);
	else if (!S_ISDIR(st.st_mode))
		*error_r = t_strdup_printf("%s is not a folder", dir);
	else
		return 0;
	return -1;
}

int audit_compare(const char *dir1, const char *dir2, struct ostream *output,
		  const char **error_r)
{
	unsigned int i, j, differ = 0, count = 0;

	if (check_dir(dir1, error_r) < 0 || check_dir(dir2, error_r) < 0)
		return -1;
	print_pair(output, dir1, " ", dir2);
	for (i = 0; i < audit_rows_all_count; i++) {
		for (j = 0; j < audit_rows_all[i]->count; j++) T_BEGIN {
			count++;
			if (compare_row(dir1, dir2, &audit_rows_all[i]->rows[j],
					output))
				differ++;
		} T_END;
	}
	o_stream_nsend_str(output, t_strdup_printf(
		"\n%u of %u rows were answered differently\n", differ, count));
	return differ > 0 ? 1 : 0;
}
