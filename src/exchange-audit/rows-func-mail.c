/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "array.h"
#include "audit-ctx.h"
#include "audit-expand.h"
#include "rows-func.h"

/* OX <3>: what must work, and what must not; the documents count characters of
   the whole command, servers count more or less exactly */
#define COMMAND_SIZE_GOOD 10000
#define COMMAND_SIZE_BAD 10500
#define DEPTH_MAX 31
#define NAME_MAX_CHARS 250
#define STATUS_COUNT 200

static void list_of_size(struct audit_ctx *ctx, unsigned int size)
{
	/* "a123 LIST "" "xxx"" CRLF */
	unsigned int extra = strlen("a1 LIST \"\" \"\"\r\n") + 1;

	(void)audit_cmdf(ctx, "LIST \"\" \"{rep:%u:x}\"", size - extra);
}

void audit_func_command_size(struct audit_ctx *ctx)
{
	if (!audit_use(ctx, 'A'))
		return;
	list_of_size(ctx, COMMAND_SIZE_GOOD);
	if (!audit_expect(ctx, "OK{*}"))
		return;
	list_of_size(ctx, COMMAND_SIZE_BAD);
	if (audit_expect(ctx, "BAD{*}"))
		(void)audit_holds(ctx, audit_answers(ctx));
}

static bool mailbox_ready(struct audit_ctx *ctx)
{
	return audit_use(ctx, 'A') && audit_script(ctx, "mailbox {S}");
}

void audit_func_depth(struct audit_ctx *ctx)
{
	string_t *name = t_str_new(128);
	unsigned int depth;

	if (!mailbox_ready(ctx))
		return;
	str_append(name, ctx->mailbox);
	/* {S} is on level 2 */
	for (depth = 3; depth <= DEPTH_MAX; depth++)
		str_printfa(name, "%cn", ctx->audit->separator);
	(void)audit_cmdf(ctx, "CREATE %s", str_c(name));
	if (!audit_expect(ctx, "OK{*}"))
		return;
	str_printfa(name, "%cn", ctx->audit->separator);
	(void)audit_cmdf(ctx, "CREATE %s", str_c(name));
	if (audit_expect(ctx, "{NO|BAD}{*}"))
		(void)audit_holds(ctx, t_strdup_printf("level %u: %s",
			DEPTH_MAX + 1, audit_answers(ctx)));
}

/* A mailbox beside the scratch mailbox, so that its name is all there is to
   the length; it begins like the scratch mailbox and is removed with it. */
static bool create_of_length(struct audit_ctx *ctx, unsigned int length)
{
	unsigned int used = strlen(ctx->audit->scratch);
	bool created;

	(void)audit_cmdf(ctx, "CREATE %s{rep:%u:x}", ctx->audit->scratch,
			 length - used);
	created = audit_find(ctx, "OK{*}") != NULL;
	if (created) {
		audit_see(ctx, t_strdup_printf("%u characters: %s", length,
					       audit_last(ctx)));
		(void)audit_cmdf(ctx, "DELETE %s{rep:%u:x}",
				 ctx->audit->scratch, length - used);
	}
	return created;
}

void audit_func_name_length(struct audit_ctx *ctx)
{
	if (!audit_use(ctx, 'A'))
		return;
	if (!create_of_length(ctx, NAME_MAX_CHARS))
		(void)audit_differs(ctx, "250 characters will do",
				    audit_answers(ctx));
	else if (create_of_length(ctx, NAME_MAX_CHARS + 1))
		(void)audit_differs(ctx, "251 characters are too many",
				    str_c(ctx->seen));
	else
		(void)audit_holds(ctx, t_strdup_printf("%u characters: %s",
			NAME_MAX_CHARS + 1, audit_answers(ctx)));
}

/* The FETCH response that begins like prefix holds the octets of message name. */
static bool fetched_is(struct audit_ctx *ctx, const char *prefix,
		       const char *name)
{
	const char *line = audit_find(ctx, prefix);

	if (line != NULL && strstr(line, audit_message(name)) != NULL)
		return TRUE;
	(void)audit_differs(ctx, "the same octets", t_strdup_printf(
		"other octets of the message \"%s\"", name));
	return FALSE;
}

/* OX <9> */
void audit_func_mime_kept(struct audit_ctx *ctx)
{
	if (audit_use(ctx, 'A') &&
	    audit_script(ctx, "mailbox {S}\nappend {S} multipart\n"
			 "append {S} 8bit\nselect {S}\n"
			 "> FETCH 1:2 (BODY.PEEK[])\n"
			 "~ * 1 FETCH ({*}BODY[] {{n}}{*}\n"
			 "~ * 2 FETCH ({*}BODY[] {{n}}{*}") &&
	    fetched_is(ctx, "* 1 FETCH{*}", "multipart") &&
	    fetched_is(ctx, "* 2 FETCH{*}", "8bit"))
		(void)audit_holds(ctx, "the same octets");
}

void audit_func_uids_persist(struct audit_ctx *ctx)
{
	uoff_t validity1, validity2, uid1, uid2;
	const char *seen;

	if (!mailbox_ready(ctx) ||
	    !audit_script(ctx, "append {S} plain\nselect {S}\n"
			  "~ * OK [UIDVALIDITY {n}]{*}"))
		return;
	(void)audit_number_after(audit_find(ctx, "* OK [UIDVALIDITY {n}]{*}"),
			   "UIDVALIDITY ", &validity1);
	if (!audit_script(ctx, "> FETCH 1 (UID)\n~ * 1 FETCH (UID {n})"))
		return;
	(void)audit_number_after(audit_find(ctx, "* 1 FETCH{*}"), "UID ", &uid1);
	audit_hang_up(ctx, 'A');
	if (!audit_use(ctx, 'A') ||
	    !audit_script(ctx, "select {S}\n~ * OK [UIDVALIDITY {n}]{*}"))
		return;
	(void)audit_number_after(audit_find(ctx, "* OK [UIDVALIDITY {n}]{*}"),
			   "UIDVALIDITY ", &validity2);
	if (!audit_script(ctx, "> FETCH 1 (UID)\n~ * 1 FETCH (UID {n})"))
		return;
	(void)audit_number_after(audit_find(ctx, "* 1 FETCH{*}"), "UID ", &uid2);
	seen = t_strdup_printf("UIDVALIDITY %"PRIuUOFF_T", UID %"PRIuUOFF_T
		"; in the next session %"PRIuUOFF_T", %"PRIuUOFF_T,
		validity1, uid1, validity2, uid2);
	if (validity1 == validity2 && uid1 == uid2)
		(void)audit_holds(ctx, seen);
	else
		(void)audit_differs(ctx, "the same in each session", seen);
}

void audit_func_many_status(struct audit_ctx *ctx)
{
	const char *prefixes[] = { "last ", NULL };
	unsigned int i, count = 0;
	const struct audit_resp *resp;
	string_t *cmds = t_str_new(8192);

	if (!mailbox_ready(ctx))
		return;
	audit_clear(ctx);
	for (i = 1; i <= STATUS_COUNT; i++)
		str_printfa(cmds, "s%u STATUS %s (UNSEEN){crlf}", i,
			    ctx->mailbox);
	str_append(cmds, "last NOOP{crlf}");
	audit_send(ctx, str_c(cmds));
	(void)audit_read_until(ctx, prefixes, FALSE);
	audit_read_for(ctx, 200);
	array_foreach(&ctx->responses, resp) {
		if (strncmp(resp->text, "* STATUS ", 9) == 0)
			count++;
	}
	if (count == STATUS_COUNT)
		(void)audit_holds(ctx, t_strdup_printf("%u answers", count));
	else
		(void)audit_differs(ctx, "200 answers", t_strdup_printf(
			"%u answers: %s", count, audit_answers(ctx)));
}

void audit_func_copy_keeps(struct audit_ctx *ctx)
{
	(void)(audit_use(ctx, 'A') && audit_script(ctx,
		"mailbox {S}\n"
		"mailbox {S}{/}to\n"
		"> APPEND {S} (\\Seen) \"01-Jan-2020 09:00:00 +0000\" "
		"{msg:plain}\n"
		"~ OK{*}\n"
		"select {S}\n"
		"> UID COPY 1:* {S}{/}to\n"
		"~ OK{*}\n"
		"select {S}{/}to\n"
		"> FETCH 1 (INTERNALDATE)\n"
		"< * 1 FETCH (INTERNALDATE \"01-Jan-2020 09:00:00 +0000\")\n"
		"> FETCH 1 (FLAGS)\n"
		"< * 1 FETCH (FLAGS ({*}\\Seen{*}))\n"));
}
