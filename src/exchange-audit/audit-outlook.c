/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "array.h"
#include "ostream.h"
#include "audit-ctx.h"
#include "audit-outlook.h"
#include "audit-session.h"
#include "audit-transcript.h"

/* Outlook's NOOP every ten minutes (V0025), shortened */
#define OUTLOOK_NOOP_MSECS "1000"

/* MS-STANOIMAP says the same of Outlook 2007 and 2010, sentence by sentence. */
struct outlook_demand {
	/* statement of MS-STANOIMAP */
	const char *id;
	const char *what;
	const char *script;
};

static const struct outlook_demand demands[] = {
	{ "C0001 V0032", "CAPABILITY before login",
	  "on P\n> CAPABILITY\n< * CAPABILITY{*} IMAP4rev1{*}\n< OK{*}\n" },
	{ "V0034", "logs in", "login\n< OK{*}\n" },
	{ "V0033 V0035", "CAPABILITY after login, always",
	  "> CAPABILITY\n< * CAPABILITY{*}\n< OK{*}\n" },
	{ "V0020", "the delimiter from LIST \"\" \"\"",
	  "> LIST \"\" \"\"\n< * LIST ({*}) \"{?}\" {*}\n" },
	{ "V0019 V0017", "makes folders",
	  "> CREATE \"{S}\"\n< OK{*}\n"
	  "> CREATE {lit:{S}{/}Sent Items of Outlook}\n< OK{*}\n" },
	{ "V0043", "subscribes to them",
	  "> SUBSCRIBE \"{S}\"\n< OK{*}\n"
	  "> SUBSCRIBE \"{S}{/}Sent Items of Outlook\"\n< OK{*}\n" },
	{ "V0041", "LIST shows all folders",
	  "> LIST \"\" \"*\"\n& * LIST ({*}) \"{?}\" {\"|}{S}{\"|}\n"
	  "& * LIST ({*}) \"{?}\" \"{S}{/}Sent Items of Outlook\"\n< OK{*}\n" },
	{ "V0043", "LSUB shows the subscribed ones",
	  "> LSUB \"\" \"*\"\n& * LSUB ({*}) \"{?}\" {\"|}{S}{\"|}\n" },
	{ "V0036", "SELECT with EXISTS and UIDVALIDITY",
	  "> SELECT \"{S}\"\n& * {n} EXISTS\n& * OK [UIDVALIDITY {n}]{*}\n"
	  "& OK{*}\n" },
	{ "V0046", "APPEND of a draft",
	  "> APPEND \"{S}\" (\\Seen \\Draft) {msg:draft-unsent}\n< OK{*}\n" },
	{ "V0048", "NOOP after it, EXISTS or not",
	  "> APPEND \"{S}\" (\\Seen) {msg:plain}\n< OK{*}\n"
	  "> NOOP\n< OK{*}\n" },
	{ "V0055", "UID FETCH (UID) and (UID FLAGS)",
	  "> UID FETCH 1:* (UID)\n< * 1 FETCH (UID {n})\n< * 2 FETCH (UID "
	  "{n})\n> UID FETCH 1:* (UID FLAGS)\n"
	  "< * 1 FETCH ({*}FLAGS ({*}){*}\n" },
	{ "V0055 V0054", "headers",
	  "> UID FETCH 1:* (UID FLAGS RFC822.SIZE BODY.PEEK[HEADER] "
	  "INTERNALDATE)\n< * 1 FETCH ({*}BODY[HEADER] {{n}}{crlf}{*}\n"
	  "< OK{*}\n" },
	{ "V0055 V0070", "whole messages, no part of them",
	  "> UID FETCH 1:* (UID FLAGS BODY.PEEK[])\n"
	  "< * 1 FETCH ({*}BODY[] {{n}}{crlf}{*}\n! {*}BODY[]<{*}\n" },
	{ "V0056", "STORE of flags",
	  "> UID STORE 1:* +FLAGS (\\Deleted \\Seen)\n< OK{*}\n"
	  "> UID STORE 1:* -FLAGS (\\Deleted)\n< OK{*}\n"
	  "> UID STORE 1:* -FLAGS (\\Seen)\n< OK{*}\n" },
	{ "V0056", "STORE .SILENT",
	  "> UID STORE 1:* +FLAGS.SILENT (\\Flagged)\n! * {n} FETCH {*}\n"
	  "< OK{*}\n> UID STORE 1:* -FLAGS.SILENT (\\Flagged)\n< OK{*}\n" },
	{ "V0045 V0044", "STATUS (UNSEEN) of each folder",
	  "> STATUS \"{S}{/}Sent Items of Outlook\" (UNSEEN)\n"
	  "< * STATUS {*} (UNSEEN {n}){*}\n" },
	{ "V0028", "IDLE where it is announced",
	  "> CAPABILITY\n~ * CAPABILITY{*} IDLE{*}\n"
	  ">+ IDLE\n< +{*}\nwait " OUTLOOK_NOOP_MSECS "\n"
	  "more DONE{crlf}\nread {tag}\n< OK{*}\n" },
	{ "V0025", "NOOP every ten minutes (shortened)",
	  "wait " OUTLOOK_NOOP_MSECS "\n> NOOP\n< OK{*}\n"
	  "wait " OUTLOOK_NOOP_MSECS "\n> NOOP\n< OK{*}\n" },
	{ "C0002", "EXISTS of mail that others bring",
	  "on B\n> APPEND \"{S}\" {msg:second}\n~ OK{*}\non P\n> NOOP\n"
	  "< * 3 EXISTS\n" },
	{ "V0057 V0059", "UID COPY keeps flags and date",
	  "> UID COPY 1:* \"{S}{/}Sent Items of Outlook\"\n< OK{*}\n" },
	{ "V0026", "pipelined commands",
	  "raw abc1 NOOP{crlf}def2 UID FETCH 1:* (UID FLAGS){crlf}\n"
	  "read abc1 def2\n& abc1 OK{*}\n& def2 OK{*}\n" },
	{ "V0050", "SELECT without CLOSE",
	  "> SELECT \"{S}{/}Sent Items of Outlook\"\n& * 3 EXISTS\n& OK{*}\n" },
	{ "V0056", "EXPUNGE of what was deleted",
	  "> UID STORE 1:* +FLAGS.SILENT (\\Deleted)\n< OK{*}\n"
	  "> EXPUNGE\n< * {n} EXPUNGE\n< OK{*}\n" },
	{ "V0063", "no ALERT in all this", "! {*}[ALERT]{*}\n" },
	{ "2.1.2 V0050", "LOGOUT, and closes at once",
	  "raw zzz9 LOGOUT{crlf}\nhangup P\non Q\n< * OK{*}\n" },
};

static void outlook_report(struct ostream *output,
			   const struct outlook_demand *demand,
			   struct audit_ctx *ctx)
{
	const char *verdict = !ctx->decided ? "met" :
		ctx->verdict == AUDIT_SKIPPED ? "not tried" : "not met";

	o_stream_nsend_str(output, t_strdup_printf("%-12s %-10s %s\n",
		demand->id, verdict, demand->what));
	if (!ctx->decided)
		return;
	if (ctx->expected != NULL)
		o_stream_nsend_str(output, t_strdup_printf(
			"%-12s   needs: %s\n", "", ctx->expected));
	o_stream_nsend_str(output, t_strdup_printf("%-12s   got: %s\n", "",
		t_str_replace(str_c(ctx->seen), '\n', ' ')));
}

unsigned int audit_outlook(struct audit *audit, unsigned int year,
			   struct ostream *output)
{
	struct audit_ctx *ctx = audit_ctx_create(audit, NULL);
	unsigned int i, unmet = 0;

	audit->outlook_tags = TRUE;
	o_stream_nsend_str(output, t_strdup_printf(
		"Session of Outlook %u (MS-STANOIMAP)\n\n", year));
	for (i = 0; i < N_ELEMENTS(demands); i++) T_BEGIN {
		ctx->decided = FALSE;
		ctx->expected = NULL;
		str_truncate(ctx->seen, 0);
		ctx->seen_lines = 0;
		(void)audit_script(ctx, demands[i].script);
		outlook_report(output, &demands[i], ctx);
		if (ctx->decided && ctx->verdict == AUDIT_DIFFERS)
			unmet++;
	} T_END;
	o_stream_nsend_str(output, t_strdup_printf("\n%u of %u demands are "
		"not met\n", unmet, (unsigned int)N_ELEMENTS(demands)));
	audit_session_end_row(ctx);
	audit_ctx_free(&ctx);
	return unmet;
}
