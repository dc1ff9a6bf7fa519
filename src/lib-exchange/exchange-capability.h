/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef EXCHANGE_CAPABILITY_H
#define EXCHANGE_CAPABILITY_H

#include "exchange-profile.h"

/* SASL mechanisms that can be told apart at most, as bits. */
#define EXCHANGE_MECH_MAX 16

/* What decides about the CAPABILITY list besides the version. */
struct exchange_capability_state {
	/* bits of the mechanisms that Dovecot announces */
	unsigned int mechs;
	/* STARTTLS can be used */
	bool starttls;
	/* LOGIN would be refused */
	bool login_disabled;
	/* the connection has TLS */
	bool tls;
};

/* Reads Dovecot's own list ("IMAP4rev1 ... STARTTLS AUTH=PLAIN"). Leaves
   state_r->tls FALSE. Mechanisms that are not known here are left out. */
void exchange_capability_parse(const char *list,
			       struct exchange_capability_state *state_r);

/* Appends the version's list ("IMAP4 IMAP4rev1 ... LITERAL+"), in its order. */
void exchange_capability_append(string_t *dest,
				const struct exchange_profile *profile,
				const struct exchange_capability_state *state,
				bool after_login);

/* Returns TRUE if the version's list has word, after login. word is none of
   AUTH= and LOGINDISABLED. */
bool exchange_capability_offers(const struct exchange_profile *profile,
				const char *word);

#endif
