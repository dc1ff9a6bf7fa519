/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "array.h"
#include "ostream.h"
#include "audit-report.h"

#include <stdlib.h>
#include <unistd.h>

static const struct {
	const char *name;
	audit_report_t *report;
} formats[] = {
	{ "table", audit_report_table },
	{ "tap", audit_report_tap },
	{ "json", audit_report_json },
	{ "markdown", audit_report_markdown },
	{ "html", audit_report_html },
};

audit_report_t *audit_report_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(formats); i++) {
		if (strcmp(formats[i].name, name) == 0)
			return formats[i].report;
	}
	return NULL;
}

void audit_report_counts(const struct audit *audit,
			 unsigned int counts_r[AUDIT_VERDICT_COUNT])
{
	const struct audit_result *result;

	memset(counts_r, 0, sizeof(unsigned int) * AUDIT_VERDICT_COUNT);
	array_foreach(&audit->results, result)
		counts_r[result->verdict]++;
}

const char *audit_report_summary(const struct audit *audit)
{
	unsigned int counts[AUDIT_VERDICT_COUNT];

	audit_report_counts(audit, counts);
	return t_strdup_printf(
		"%u hold, %u differ, %u not observable, %u skipped",
		counts[AUDIT_HOLDS], counts[AUDIT_DIFFERS],
		counts[AUDIT_NOT_OBSERVABLE], counts[AUDIT_SKIPPED]);
}

/* TRUE for standard output on a terminal that shows colors. */
static bool output_has_colors(void)
{
	const char *term = getenv("TERM");

	return isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == NULL &&
		term != NULL && strcmp(term, "dumb") != 0;
}

void audit_json_append(string_t *str, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = *text;

		if (c == '"' || c == '\\')
			str_printfa(str, "\\%c", c);
		else if (c == '\n')
			str_append(str, "\\n");
		else if (c < 0x20 || c >= 0x7f)
			str_printfa(str, "\\u%04x", c);
		else
			str_append_c(str, c);
	}
}

void audit_html_append(string_t *str, const char *text)
{
	for (; *text != '\0'; text++) {
		switch (*text) {
		case '<':
			str_append(str, "&lt;");
			break;
		case '>':
			str_append(str, "&gt;");
			break;
		case '&':
			str_append(str, "&amp;");
			break;
		case '"':
			str_append(str, "&quot;");
			break;
		default:
			str_append_c(str, *text);
		}
	}
}

static void json_member(string_t *str, const char *name, const char *value)
{
	if (value == NULL)
		return;
	str_printfa(str, ", \"%s\": \"", name);
	audit_json_append(str, value);
	str_append_c(str, '"');
}

static void json_result(string_t *str, const struct audit_result *result)
{
	const struct audit_row *row = result->row;

	str_append(str, "    {\"id\": \"");
	audit_json_append(str, row->id);
	str_append_c(str, '"');
	json_member(str, "area", audit_area_name(row->area));
	json_member(str, "versions", audit_versions_name(row->versions));
	json_member(str, "title", row->title);
	json_member(str, "documented", row->documented);
	json_member(str, "conflict", row->conflict);
	json_member(str, "verdict", audit_verdict_name(result->verdict));
	json_member(str, "probe", result->probe);
	json_member(str, "expected", result->expected);
	json_member(str, "seen", result->seen);
	str_printfa(str, ", \"msecs\": %u}", result->msecs);
}

void audit_report_json(struct audit *audit, struct ostream *output)
{
	const struct audit_result *result;
	unsigned int counts[AUDIT_VERDICT_COUNT];
	string_t *str = str_new(default_pool, 4096);
	unsigned int i = 0;

	audit_report_counts(audit, counts);
	str_printfa(str, "{\n  \"exchange_version\": \"%s\",\n"
		    "  \"documented_only\": %s,\n",
		    audit_versions_name(audit->set->version),
		    audit->set->documented_only ? "true" : "false");
	str_printfa(str, "  \"counts\": {\"holds\": %u, \"differs\": %u, "
		    "\"not observable\": %u, \"skipped\": %u},\n"
		    "  \"rows\": [\n", counts[AUDIT_HOLDS],
		    counts[AUDIT_DIFFERS], counts[AUDIT_NOT_OBSERVABLE],
		    counts[AUDIT_SKIPPED]);
	array_foreach(&audit->results, result) T_BEGIN {
		str_append(str, i++ == 0 ? "" : ",\n");
		json_result(str, result);
	} T_END;
	str_append(str, "\n  ]\n}\n");
	o_stream_nsend(output, str_data(str), str_len(str));
	str_free(&str);
}

/* TAP 13: skipped and not observable rows are SKIP, those that differ fail. */
void audit_report_tap(struct audit *audit, struct ostream *output)
{
	const struct audit_result *result;
	string_t *str = str_new(default_pool, 4096);
	const char *const *lines;
	unsigned int i = 0;

	str_printfa(str, "TAP version 13\n1..%u\n",
		    array_count(&audit->results));
	array_foreach(&audit->results, result) T_BEGIN {
		str_printfa(str, "%sok %u - %s %s%s\n",
			    result->verdict == AUDIT_DIFFERS ? "not " : "",
			    ++i, result->row->id, result->row->title,
			    result->verdict == AUDIT_SKIPPED ?
			    t_strconcat(" # SKIP ", t_strcut(result->seen,
							     '\n'), NULL) :
			    result->verdict == AUDIT_NOT_OBSERVABLE ?
			    " # SKIP not observable" : "");
		if (result->verdict == AUDIT_DIFFERS) {
			str_printfa(str, "# expected: %s\n", result->expected);
			lines = t_strsplit(result->seen, "\n");
			for (; *lines != NULL; lines++)
				str_printfa(str, "# seen: %s\n", *lines);
		}
	} T_END;
	o_stream_nsend(output, str_data(str), str_len(str));
	str_free(&str);
}

/* One cell: no |, no line end, octets as code. */
static void markdown_cell(string_t *str, const char *text)
{
	const char *const *lines = t_strsplit(text == NULL ? "" : text, "\n");

	str_append(str, " ");
	for (; *lines != NULL; lines++) {
		if (**lines != '\0')
			str_printfa(str, "`` %s ``",
				    t_str_replace(*lines, '|', '/'));
		if (lines[1] != NULL)
			str_append(str, "<br>");
	}
	str_append(str, " |");
}

void audit_report_markdown(struct audit *audit, struct ostream *output)
{
	const struct audit_result *result;
	string_t *str = str_new(default_pool, 4096);

	str_printfa(str, "# %s as Exchange %s\n\n%s\n\n", audit->set->host,
		    audit_versions_name(audit->set->version),
		    audit_report_summary(audit));
	str_append(str, "| id | area | statement | verdict | expected | seen |"
		   "\n|---|---|---|---|---|---|\n");
	array_foreach(&audit->results, result) T_BEGIN {
		str_printfa(str, "| %s | %s | %s | %s |",
			    result->row->id, audit_area_name(result->row->area),
			    t_str_replace(result->row->title, '|', '/'),
			    audit_verdict_name(result->verdict));
		markdown_cell(str, result->expected);
		markdown_cell(str, result->seen);
		str_append_c(str, '\n');
	} T_END;
	o_stream_nsend(output, str_data(str), str_len(str));
	str_free(&str);
}

/* The first line of what was seen, at most width characters. */
static const char *table_seen(const struct audit_result *result,
			      unsigned int width)
{
	const char *text = t_strcut(result->seen, '\n');

	if (result->verdict == AUDIT_DIFFERS)
		text = t_strdup_printf("%s | want: %s", text,
				       result->expected);
	if (strlen(text) > width)
		text = t_strdup_printf("%.*s...", (int)width - 3, text);
	return text;
}

void audit_report_table(struct audit *audit, struct ostream *output)
{
	static const char *const colors[AUDIT_VERDICT_COUNT] = {
		"\033[32m", "\033[31m", "\033[2m", "\033[33m"
	};
	const struct audit_result *result;
	string_t *str = str_new(default_pool, 4096);
	bool colored = output_has_colors();

	array_foreach(&audit->results, result) T_BEGIN {
		str_printfa(str, "%-12s %s%-14s%s %-50s\n", result->row->id,
			    colored ? colors[result->verdict] : "",
			    audit_verdict_name(result->verdict),
			    colored ? "\033[0m" : "", result->row->title);
		if (result->verdict != AUDIT_NOT_OBSERVABLE &&
		    *result->seen != '\0')
			str_printfa(str, "%-12s   %s\n", "",
				    table_seen(result, 160));
	} T_END;
	str_printfa(str, "\n%s\n", audit_report_summary(audit));
	o_stream_nsend(output, str_data(str), str_len(str));
	str_free(&str);
}
