/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* RFC822.SIZE, LARGER and SMALLER: the size of the MIME text where it is known,
   else the octets that the message has in the store (V0006, V0040, V0041,
   V0045; OX <5>, OX <8>). APPEND may well make the exact size known, so with
   --agent the messages come by another way. */

#include "lib.h"
#include "audit-agent.h"
#include "audit-ctx.h"
#include "rows-func.h"

#include <ctype.h>

struct sizes {
	/* by FETCH RFC822.SIZE before anything else, and of BODY[] */
	uoff_t told, exact;
	/* what the documents want to be told; unknown without --agent */
	uoff_t wanted;
	bool wanted_known;
};

bool audit_number_after(const char *text, const char *key, uoff_t *num_r)
{
	const char *p = text == NULL ? NULL : strstr(text, key), *end;

	if (p == NULL)
		return FALSE;
	p += strlen(key);
	for (end = p; i_isdigit(*end); end++)
		;
	return end > p && str_to_uoff(t_strdup_until(p, end), num_r) == 0;
}

/* Two messages, the lines of which end in LF, so that what is stored may well
   be smaller. stored_r is 0 if the store knows the exact size, or nobody can
   tell. */
static bool put_messages(struct audit_ctx *ctx, uoff_t *stored_r, bool *told_r)
{
	const char *answer;

	*stored_r = 0;
	*told_r = ctx->audit->set->agent != NULL;
	if (!audit_use(ctx, 'A') || !audit_script(ctx, "mailbox {S}"))
		return FALSE;
	if (!*told_r)
		return audit_script(ctx, "append {S} lf\nappend {S} lf");
	if (!audit_agent_ask(ctx, "drop", "lf", &answer) ||
	    !audit_agent(ctx, "drop", "lf"))
		return FALSE;
	if (strstr(answer, " exact") == NULL &&
	    !audit_number_after(answer, "", stored_r))
		return audit_skip(ctx, "the agent did not print a size");
	return TRUE;
}

static bool sizes_get(struct audit_ctx *ctx, struct sizes *sizes_r)
{
	uoff_t stored;

	if (!put_messages(ctx, &stored, &sizes_r->wanted_known) ||
	    !audit_script(ctx, "select {S}\n"
			  "> FETCH 1 (RFC822.SIZE)\n"
			  "~ * 1 FETCH (RFC822.SIZE {n})"))
		return FALSE;
	if (!audit_number_after(audit_find(ctx, "* 1 FETCH{*}"),
				"RFC822.SIZE ", &sizes_r->told))
		return audit_skip(ctx, audit_answers(ctx));
	if (!audit_script(ctx, "> FETCH 1 (BODY.PEEK[])\n"
			  "~ * 1 FETCH ({*}BODY[] {{n}}{*}"))
		return FALSE;
	if (!audit_number_after(audit_find(ctx, "* 1 FETCH{*}"), "BODY[] {",
				&sizes_r->exact))
		return audit_skip(ctx, audit_answers(ctx));
	sizes_r->wanted = stored != 0 ? stored : sizes_r->exact;
	return TRUE;
}

void audit_func_size_fetch(struct audit_ctx *ctx)
{
	struct sizes sizes;
	const char *seen;

	if (!sizes_get(ctx, &sizes))
		return;
	seen = t_strdup_printf("RFC822.SIZE %"PRIuUOFF_T", BODY[] {%"
			       PRIuUOFF_T"}", sizes.told, sizes.exact);
	if (sizes.wanted_known ? sizes.told == sizes.wanted :
	    sizes.told != sizes.exact)
		(void)audit_holds(ctx, seen);
	else if (!sizes.wanted_known)
		(void)audit_skip(ctx, t_strconcat(seen, "; only --agent can "
			"tell whether the stored size is another", NULL));
	else
		(void)audit_differs(ctx, t_strdup_printf("RFC822.SIZE %"
			PRIuUOFF_T, sizes.wanted), seen);
}

/* TRUE if the key finds message 2 with size inside and not with outside. */
static bool search_finds(struct audit_ctx *ctx, const char *key,
			 uoff_t inside, uoff_t outside)
{
	bool found;

	(void)audit_cmdf(ctx, "SEARCH 2 %s %"PRIuUOFF_T, key, inside);
	found = audit_find(ctx, "* SEARCH 2") != NULL;
	(void)audit_cmdf(ctx, "SEARCH 2 %s %"PRIuUOFF_T, key, outside);
	return found && audit_find(ctx, "* SEARCH 2") == NULL;
}

/* Message 2 is the same as 1, but no one has retrieved it yet. step: from a
   size that the key does not find to one that it does. */
static void size_search(struct audit_ctx *ctx, const char *key, int step)
{
	struct sizes sizes;
	bool wanted;

	if (!sizes_get(ctx, &sizes))
		return;
	wanted = search_finds(ctx, key, sizes.wanted + step, sizes.wanted);
	if (!audit_require(ctx, "OK{*}"))
		return;
	if (wanted == sizes.wanted_known)
		(void)audit_holds(ctx, t_strdup_printf(
			"compares %s%"PRIuUOFF_T, wanted ? "" :
			"another size than ", sizes.wanted));
	else if (!sizes.wanted_known)
		(void)audit_skip(ctx, "compares the size of BODY[]; only "
			"--agent can tell whether the stored size is another");
	else
		(void)audit_differs(ctx, t_strdup_printf("compares %"
			PRIuUOFF_T, sizes.wanted), "compares another size");
}

void audit_func_size_larger(struct audit_ctx *ctx)
{
	size_search(ctx, "LARGER", -1);
}

void audit_func_size_smaller(struct audit_ctx *ctx)
{
	size_search(ctx, "SMALLER", 1);
}
