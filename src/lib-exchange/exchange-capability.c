/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "exchange-capability.h"

/* A bit's number is the index here; the session mark carries it from
   imap-login to imap, so names are only ever added at the end. */
static const char *const mech_names[] = {
	"PLAIN", "NTLM", "GSSAPI", "LOGIN", "DIGEST-MD5", "CRAM-MD5",
	"GSS-SPNEGO", "SCRAM-SHA-1", "SCRAM-SHA-256", "OAUTHBEARER", "XOAUTH2",
	"EXTERNAL", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS",
};
_Static_assert(N_ELEMENTS(mech_names) <= EXCHANGE_MECH_MAX,
	       "the session mark has no bits for more mechanisms");

enum mech_bit { MECH_PLAIN, MECH_NTLM, MECH_GSSAPI, MECH_OTHER };

static const enum mech_bit mech_order_2003[] = { MECH_NTLM, MECH_GSSAPI };
static const enum mech_bit mech_order_2007[] = {
	MECH_NTLM, MECH_GSSAPI, MECH_PLAIN
};
static const enum mech_bit mech_order_2013[] = {
	MECH_PLAIN, MECH_NTLM, MECH_GSSAPI
};

/* What stands where mechanisms, STARTTLS and so on go. */
enum capability_kind {
	CAP_WORD,
	CAP_AFTER_LOGIN,
	CAP_MECHS,
	CAP_STARTTLS,
};

/* CAPABILITY in the order of transcripts (exchange-facts, two or more sources
   each). 2003 has an order of its own; the rest share one. */
static const struct capability_row {
	const char *word;
	unsigned int versions;
	enum capability_kind kind;
} capability_rows[] = {
	{ "IMAP4", EXV_ALL, CAP_WORD },
	{ "IMAP4rev1", EXV_ALL, CAP_WORD },
	{ NULL, EXV_FROM_2007, CAP_MECHS },
	{ "STARTTLS", EXV_FROM_2007, CAP_STARTTLS },
	{ "SASL-IR", EXV_FROM_2016, CAP_WORD },
	{ "UIDPLUS", EXV_FROM_2013, CAP_WORD },
	{ "MOVE", EXV_FROM_2013, CAP_WORD },
	{ "ID", EXV_FROM_2013, CAP_WORD },
	{ "UNSELECT", EXV_FROM_2016, CAP_WORD },
	{ "XPROXY3", EXV_2013, CAP_AFTER_LOGIN },
	{ "CHILDREN", EXV_FROM_2013, CAP_WORD },
	{ "IDLE", EXV_ALL, CAP_WORD },
	{ "LOGIN-REFERRALS", EXV_2003, CAP_WORD },
	{ "MAILBOX-REFERRALS", EXV_2003, CAP_WORD },
	{ "NAMESPACE", EXV_ALL, CAP_WORD },
	{ "LITERAL+", EXV_ALL, CAP_WORD },
	{ "UIDPLUS", EXV_2003, CAP_WORD },
	{ "CHILDREN", EXV_2003, CAP_WORD },
	{ NULL, EXV_2003, CAP_MECHS },
};

static void
parse_word(const char *word, struct exchange_capability_state *state)
{
	unsigned int i;

	if (strcasecmp(word, "STARTTLS") == 0)
		state->starttls = TRUE;
	else if (strcasecmp(word, "LOGINDISABLED") == 0)
		state->login_disabled = TRUE;
	if (strncasecmp(word, "AUTH=", 5) != 0)
		return;
	for (i = 0; i < N_ELEMENTS(mech_names); i++) {
		if (strcasecmp(word + 5, mech_names[i]) == 0)
			state->mechs |= 1U << i;
	}
}

void exchange_capability_parse(const char *list,
			       struct exchange_capability_state *state_r)
{
	const char *const *words = t_strsplit_spaces(list, " ");

	i_zero(state_r);
	for (; *words != NULL; words++)
		parse_word(*words, state_r);
}

static void word_append(string_t *dest, const char *prefix, const char *word)
{
	if (str_len(dest) > 0)
		str_append_c(dest, ' ');
	str_append(dest, prefix);
	str_append(dest, word);
}

static void
mech_order_get(enum exchange_version version, const enum mech_bit **order_r,
	       unsigned int *count_r)
{
	if (version == EXCHANGE_2003) {
		*order_r = mech_order_2003;
		*count_r = N_ELEMENTS(mech_order_2003);
	} else if (version < EXCHANGE_2013) {
		*order_r = mech_order_2007;
		*count_r = N_ELEMENTS(mech_order_2007);
	} else {
		*order_r = mech_order_2013;
		*count_r = N_ELEMENTS(mech_order_2013);
	}
}

static bool
login_disabled_shown(const struct exchange_profile *profile,
		     const struct exchange_capability_state *state)
{
	/* 2.1.4: on TLS only by configuration: by the switch, or because
	   auth_mechanisms has nothing that LOGIN could use */
	if (state->tls) {
		return state->login_disabled ||
			exchange_has(profile, EXCHANGE_TLS_LOGINDISABLED);
	}
	return state->login_disabled &&
		exchange_has(profile, EXCHANGE_LOGINDISABLED);
}

static void
mechs_append(string_t *dest, const struct exchange_profile *profile,
	     const struct exchange_capability_state *state)
{
	const enum mech_bit *order;
	unsigned int i, count, mechs = state->mechs;

	if (login_disabled_shown(profile, state)) {
		word_append(dest, "", "LOGINDISABLED");
		if (!state->tls)
			return;
	}
	if (!exchange_has(profile, EXCHANGE_AUTH_NTLM_LISTED))
		mechs &= ~(1U << MECH_NTLM);
	mech_order_get(profile->version, &order, &count);
	for (i = 0; i < count; i++) {
		if ((mechs & (1U << order[i])) != 0)
			word_append(dest, "AUTH=", mech_names[order[i]]);
	}
	/* What no Exchange has but is configured here: after the rest. */
	for (i = MECH_OTHER; i < N_ELEMENTS(mech_names); i++) {
		if ((mechs & (1U << i)) != 0)
			word_append(dest, "AUTH=", mech_names[i]);
	}
}

void exchange_capability_append(string_t *dest,
				const struct exchange_profile *profile,
				const struct exchange_capability_state *state,
				bool after_login)
{
	string_t *list = t_str_new(256);
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(capability_rows); i++) {
		const struct capability_row *row = &capability_rows[i];

		if ((row->versions & (1U << profile->version)) == 0)
			continue;
		switch (row->kind) {
		case CAP_MECHS:
			mechs_append(list, profile, state);
			continue;
		case CAP_STARTTLS:
			/* Dovecot 2.3 lists it also when haproxy has
			   ended TLS */
			if (!state->starttls || state->tls)
				continue;
			break;
		case CAP_AFTER_LOGIN:
			if (!after_login)
				continue;
			break;
		case CAP_WORD:
			break;
		}
		word_append(list, "", row->word);
	}
	str_append_str(dest, list);
}

bool exchange_capability_offers(const struct exchange_profile *profile,
				const char *word)
{
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(capability_rows); i++) {
		const struct capability_row *row = &capability_rows[i];

		if (row->word != NULL && row->word[0] == word[0] &&
		    strcmp(row->word, word) == 0 &&
		    (row->versions & (1U << profile->version)) != 0)
			return TRUE;
	}
	return FALSE;
}
