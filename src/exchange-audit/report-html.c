/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "array.h"
#include "ostream.h"
#include "audit-report.h"

/* One page without anything from outside: filters are plain script. */
static const char page_head[] =
"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
"<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
"<style>\n"
":root{color-scheme:light dark;--line:#8883;--soft:#8881;--ok:#1a7f37;"
"--bad:#cf222e;--no:#777;--skip:#9a6700}\n"
"@media(prefers-color-scheme:dark){:root{--ok:#3fb950;--bad:#ff7b72;"
"--no:#999;--skip:#d29922}}\n"
"*{box-sizing:border-box}body{font:15px/1.5 system-ui,sans-serif;"
"margin:0 auto;max-width:80em;padding:1.5em}\n"
"h1{font-size:1.5em;margin:0 0 .2em}p.sub{margin:0 0 1em;opacity:.75}\n"
"nav{position:sticky;top:0;background:Canvas;padding:.6em 0;display:flex;"
"flex-wrap:wrap;gap:.4em .5em;align-items:center;"
"border-bottom:1px solid var(--line);z-index:1}\n"
"nav button{font:inherit;padding:.2em .8em;border:1px solid var(--line);"
"border-radius:2em;background:none;color:inherit;cursor:pointer}\n"
"nav button[aria-pressed=true]{background:CanvasText;color:Canvas}\n"
"nav input,nav select{font:inherit;padding:.2em .6em;border:1px solid "
"var(--line);border-radius:.4em;background:Canvas;color:inherit}\n"
"nav input{flex:1;min-width:10em}\n"
"details{border-bottom:1px solid var(--line)}\n"
"summary{display:grid;grid-template-columns:8em 9em 1fr 6em;gap:1em;"
"padding:.5em .3em;cursor:pointer;list-style:none}\n"
"summary:hover{background:var(--soft)}summary::-webkit-details-marker"
"{display:none}\n"
".id{font:13px/1.7 ui-monospace,monospace}.area{opacity:.6;"
"text-align:right}\n"
".v{font-weight:600}.holds .v{color:var(--ok)}.differs .v{color:var(--bad)}"
".no .v{color:var(--no)}.skipped .v{color:var(--skip)}\n"
"dl{display:grid;grid-template-columns:8em 1fr;gap:.3em 1em;margin:0 0 1em;"
"padding:0 .3em}dt{opacity:.6}dd{margin:0;min-width:0}\n"
"pre{margin:0;padding:.5em .7em;background:var(--soft);border-radius:.4em;"
"white-space:pre-wrap;overflow-wrap:anywhere;"
"font:13px/1.5 ui-monospace,monospace}\n"
"#none{padding:2em;text-align:center;opacity:.6}\n"
"@media(max-width:45em){summary{grid-template-columns:6em 1fr}"
".area{text-align:left}dl{grid-template-columns:1fr}}\n"
"</style>\n";

static const char page_script[] =
"<p id=\"none\" hidden>No row fits.</p>\n<script>\n"
"const rows=[...document.querySelectorAll('details')];\n"
"const on=new Set(['holds','differs','no','skipped']);\n"
"const area=document.getElementById('area'),"
"version=document.getElementById('version'),q=document.getElementById('q');\n"
"function show(){let n=0;const words=q.value.toLowerCase();"
"for(const r of rows){const ok=on.has(r.className)&&"
"(!area.value||r.dataset.area===area.value)&&"
"(!version.value||r.dataset.versions.split(' ').includes(version.value))&&"
"(!words||r.textContent.toLowerCase().includes(words));"
"r.hidden=!ok;n+=ok}document.getElementById('none').hidden=n>0}\n"
"for(const b of document.querySelectorAll('nav button'))b.onclick=()=>{"
"const v=b.dataset.v;on.has(v)?on.delete(v):on.add(v);"
"b.setAttribute('aria-pressed',on.has(v));show()};\n"
"area.onchange=version.onchange=q.oninput=show;\n"
"</script>\n</body></html>\n";

static const char *const classes[AUDIT_VERDICT_COUNT] = {
	"holds", "differs", "no", "skipped"
};

static void html_pre(string_t *str, const char *name, const char *text,
		     bool pre)
{
	if (text == NULL || *text == '\0')
		return;
	str_printfa(str, "<dt>%s</dt><dd>%s", name, pre ? "<pre>" : "");
	audit_html_append(str, text);
	str_append(str, pre ? "</pre></dd>\n" : "</dd>\n");
}

static const char *version_words(unsigned int versions)
{
	string_t *str = t_str_new(64);
	unsigned int bit;

	for (bit = AUDIT_2003; bit <= AUDIT_2019; bit <<= 1) {
		if ((versions & bit) != 0)
			str_printfa(str, "%s%s", str_len(str) > 0 ? " " : "",
				t_strcut(audit_versions_name(bit), '+'));
	}
	return str_c(str);
}

static void html_row(string_t *str, const struct audit_result *result)
{
	const struct audit_row *row = result->row;

	str_printfa(str, "<details class=\"%s\" data-area=\"%s\" "
		    "data-versions=\"%s\"><summary><span class=\"id\">",
		    classes[result->verdict], audit_area_name(row->area),
		    version_words(row->versions));
	audit_html_append(str, row->id);
	str_printfa(str, "</span><span class=\"v\">%s</span><span>",
		    audit_verdict_name(result->verdict));
	audit_html_append(str, row->title);
	str_printfa(str, "</span><span class=\"area\">%s</span></summary>"
		    "<dl>\n", audit_area_name(row->area));
	html_pre(str, "documented", row->documented, FALSE);
	html_pre(str, "versions", audit_versions_name(row->versions), FALSE);
	html_pre(str, "follows", row->conflict, FALSE);
	html_pre(str, "sent", result->probe, TRUE);
	html_pre(str, "expected", result->expected, TRUE);
	html_pre(str, result->row->reason != NULL ? "reason" : "seen",
		 result->seen, result->row->reason == NULL);
	str_append(str, "</dl></details>\n");
}

static void html_nav(string_t *str, const struct audit *audit)
{
	unsigned int i, bit, counts[AUDIT_VERDICT_COUNT];

	audit_report_counts(audit, counts);
	str_append(str, "<nav>");
	for (i = 0; i < AUDIT_VERDICT_COUNT; i++)
		str_printfa(str, "<button data-v=\"%s\" aria-pressed=\"true\">"
			    "%s %u</button>", classes[i],
			    audit_verdict_name(i), counts[i]);
	str_append(str, "<select id=\"area\" aria-label=\"area\"><option "
		   "value=\"\">all areas</option>");
	for (i = 0; i < AUDIT_AREA_COUNT; i++)
		str_printfa(str, "<option>%s</option>", audit_area_name(i));
	str_append(str, "</select><select id=\"version\" "
		   "aria-label=\"version\"><option value=\"\">all versions"
		   "</option>");
	for (bit = AUDIT_2003; bit <= AUDIT_2019; bit <<= 1)
		str_printfa(str, "<option>%s</option>", version_words(bit));
	str_append(str, "</select><input id=\"q\" type=\"search\" "
		   "placeholder=\"find\" aria-label=\"find\"></nav>\n");
}

void audit_report_html(struct audit *audit, struct ostream *output)
{
	const struct audit_result *result;
	string_t *str = str_new(default_pool, 65536);

	str_append(str, page_head);
	str_append(str, "<title>exchange-audit: ");
	audit_html_append(str, audit->set->host);
	str_append(str, "</title></head><body>\n<h1>");
	audit_html_append(str, audit->set->host);
	str_printfa(str, " as Exchange %s</h1>\n<p class=\"sub\">%s%s</p>\n",
		    audit_versions_name(audit->set->version),
		    audit_report_summary(audit),
		    audit->set->documented_only ?
		    "; documents alone" : "");
	html_nav(str, audit);
	array_foreach(&audit->results, result) T_BEGIN {
		html_row(str, result);
	} T_END;
	str_append(str, page_script);
	o_stream_nsend(output, str_data(str), str_len(str));
	str_free(&str);
}
