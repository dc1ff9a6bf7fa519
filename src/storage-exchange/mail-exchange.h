/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef MAIL_EXCHANGE_H
#define MAIL_EXCHANGE_H

/* What of Exchange's behavior needs the mail storage: keywords, sizes, which
   changes a session is told of, and 7-bit messages. Works on the mailboxes of
   one user; the store itself is never changed by it. */

#include "mail-storage-private.h"
#include "exchange-profile.h"

struct mailbox_info;
struct mailbox_list;
struct module;

/* The one keyword that Exchange has (E0001). */
#define MAIL_EXCHANGE_MDNSENT "$MDNSent"

/* The error of a save that a keyword other than $MDNSent makes fail. */
#define MAIL_EXCHANGE_KEYWORD_ERROR "Keyword does not exist"

struct mail_exchange_settings {
	const struct exchange_profile *profile;
	/* RFC822.SIZE, LARGER and SMALLER are always exact */
	bool exact_size;
};

/* Registers and removes the storage hooks of module. */
void mail_exchange_init(struct module *module);
void mail_exchange_deinit(void);

/* From now on mailboxes that are opened for user follow set, which is copied. */
void mail_exchange_user_set(struct mail_user *user,
			    const struct mail_exchange_settings *set);

/* Looks for new messages in box, which has settings and no open transaction.
   Nothing else changes for the client: expunged messages stay, and flags that
   it is to hear of are told by the next sync. Returns 0, -1 on error, also if
   somebody has deleted or renamed the mailbox; the session can go on. */
int mail_exchange_sync_new_mail(struct mailbox *box);

/* Returns TRUE if messages were expunged in the syncs of box since the last
   call. FALSE for a mailbox without settings. */
bool mail_exchange_mailbox_expunged(struct mailbox *box);

/* What one LIST knows of the places of mailboxes: path, up to path_len, is where
   those are whose names begin with parent. */
struct mail_exchange_marked {
	/* NULL: nothing is known */
	struct mailbox_list *list;
	string_t *parent, *path;
	size_t path_len;
};

/* To be called when a LIST begins. */
void mail_exchange_marked_init(struct mail_exchange_marked *marked,
			       pool_t pool);

/* Returns TRUE if the mailbox of info, as LIST has it, has mail that came after
   it was last selected; FALSE also if Dovecot can't tell without opening it. */
bool mail_exchange_mailbox_is_marked(struct mail_exchange_marked *marked,
				     const struct mailbox_info *info);

/* Returns TRUE if keyword is $MDNSent, in any case. */
bool mail_exchange_keyword_is_known(const char *keyword);

/* Finds the size to be told when it need not be exact (V0006, V0045): the size
   in the 2822 sense if it is known without opening the message, else what the
   message takes in the store. Returns 0, -1 on error. */
int mail_exchange_get_told_size(struct mail *mail, uoff_t *size_r);

#endif
