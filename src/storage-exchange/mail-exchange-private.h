/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef MAIL_EXCHANGE_PRIVATE_H
#define MAIL_EXCHANGE_PRIVATE_H

#include "module-context.h"
#include "mail-exchange.h"

#define MAIL_EXCHANGE_USER_CONTEXT(obj) \
	MODULE_CONTEXT(obj, mail_exchange_user_module)
#define MAIL_EXCHANGE_CONTEXT(obj) \
	MODULE_CONTEXT(obj, mail_exchange_storage_module)
#define MAIL_EXCHANGE_MAIL_CONTEXT(obj) \
	MODULE_CONTEXT(obj, mail_exchange_mail_module)

/* What the client is doing with a transaction; everything that other plugins
   do with the same mailbox is OTHER and left alone. */
enum mail_exchange_purpose {
	MAIL_EXCHANGE_OTHER,
	MAIL_EXCHANGE_FETCH,
	MAIL_EXCHANGE_SEARCH,
	MAIL_EXCHANGE_STORE,
	MAIL_EXCHANGE_APPEND,
	MAIL_EXCHANGE_SYNC,
};

struct mail_exchange_user {
	union mail_user_module_context module_ctx;
	const struct mail_exchange_settings *set;
};

struct mail_exchange_mailbox {
	union mailbox_module_context module_ctx;
	const struct mail_exchange_settings *set;

	/* messages whose flags the next sync tells: the client's own STORE has
	   asked to hear of them */
	ARRAY_TYPE(seq_range) due_seqs;
	bool expunged;
};

enum mail_exchange_state {
	/* nobody has looked whether the message is 7-bit */
	MAIL_EXCHANGE_UNKNOWN,
	MAIL_EXCHANGE_CLEAN,
	MAIL_EXCHANGE_CONVERTED,
};

/* The 7-bit form of a message. */
struct mail_exchange_converted {
	pool_t pool;
	struct istream *input;
	struct message_part *parts;
	/* octets; every line ends with CRLF */
	uoff_t size;
};

struct mail_exchange_mail {
	union mail_module_context module_ctx;
	const struct mail_exchange_settings *set;
	enum mail_exchange_purpose purpose;

	/* of the message that mail is at */
	enum mail_exchange_state state;
	struct mail_exchange_converted *converted;
	struct istream *header_stream;
	/* octets in the store, UOFF_T_MAX while nobody has asked */
	uoff_t stored_size;
	/* mail-exchange-clean.c */
	unsigned int clean_field;
	bool clean_field_set;
	/* above 0 while Dovecot's functions work on the message in the store */
	unsigned int raw;
	/* the size in the store was in no cache when it was looked for */
	bool size_is_unknown;
	/* messages of this mail are converted if they have to be */
	bool sevenbit;
};

extern MODULE_CONTEXT_DEFINE(mail_exchange_user_module,
			     &mail_user_module_register);
extern MODULE_CONTEXT_DEFINE(mail_exchange_storage_module,
			     &mail_storage_module_register);
extern MODULE_CONTEXT_DEFINE(mail_exchange_mail_module,
			     &mail_module_register);

/* Returns the context of a mail that has one: what MAIL_EXCHANGE_MAIL_CONTEXT()
   finds in a third of its instructions. A FETCH asks ten times a message. */
static inline struct mail_exchange_mail *
mail_exchange_mail_context(const struct mail *_mail)
{
	const struct mail_private *mail = (const struct mail_private *)_mail;
	union mail_module_context *const *contexts =
		array_front(&mail->module_contexts);
	unsigned int id = mail_exchange_mail_module.id.module_id;

	return container_of(contexts[id], struct mail_exchange_mail, module_ctx);
}

/* Returns what the transaction is for. Dovecot gives it as the reason: the
   command line, or words of its own for a sync. */
enum mail_exchange_purpose
mail_exchange_purpose(const struct mailbox_transaction_context *t);

/* mail-exchange-keywords.c */
void mail_exchange_keywords_mailbox(struct mailbox_vfuncs *v);
void mail_exchange_keywords_mail(const struct mail_exchange_settings *set,
				 enum mail_exchange_purpose purpose,
				 struct mail_vfuncs *v);
/* mail-exchange-sync.c */
void mail_exchange_sync_mailbox(struct mailbox_vfuncs *v);
void mail_exchange_sync_mail(const struct mail_exchange_mail *email,
			     const struct mailbox_transaction_context *t,
			     struct mail_vfuncs *v);
/* mail-exchange-size.c */
void mail_exchange_size_mailbox(struct mailbox_vfuncs *v);
void mail_exchange_size_mail(const struct mail_exchange_settings *set,
			     enum mail_exchange_purpose purpose,
			     struct mail_vfuncs *v);

/* mail-exchange-envelope.c: returns envelope, without its parentheses, with NIL
   for what is blank. Allocated from the data stack. */
const char *mail_exchange_envelope_nil(const char *envelope);
/* Returns TRUE if a string in ENVELOPE, BODY or BODYSTRUCTURE is blank. */
bool mail_exchange_has_blanks(const char *text);

/* mail-exchange-structure.c: appends BODY, BODYSTRUCTURE or ENVELOPE of the
   message in input to dest. V0057 holds for every envelope in it. Returns 0, -1
   if input cannot be read; the error is then in mail. */
int mail_exchange_structure_make(struct mail *mail,
				 struct mail_exchange_mail *email,
				 struct istream *input,
				 enum mail_fetch_field field, string_t *dest);

/* mail-exchange-converted.c: returns 1 if mail has a converted form and that is
   in email, 0 if mail is 7-bit or is not to be converted, -1 on error. */
int mail_exchange_converted_get(struct mail *mail,
				struct mail_exchange_mail *email);
/* The mail is closed: nothing is known any more. */
void mail_exchange_converted_free(struct mail_exchange_mail *email);

/* mail-exchange-clean.c: returns TRUE if somebody has looked at mail before and
   found it 7-bit. */
bool mail_exchange_clean_is_known(struct mail *mail,
				  struct mail_exchange_mail *email);
/* mail was looked at and is 7-bit. */
void mail_exchange_clean_remember(struct mail *mail,
				  struct mail_exchange_mail *email);

/* mail-exchange-binary.c */
void mail_exchange_binary_mail(struct mail_vfuncs *v);

/* mail-exchange-sevenbit.c */
void mail_exchange_sevenbit_mail(struct mail_exchange_mail *email,
				 struct mail_vfuncs *v);

#endif
