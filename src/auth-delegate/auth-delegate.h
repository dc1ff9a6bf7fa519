/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUTH_DELEGATE_H
#define AUTH_DELEGATE_H

#include "auth-common.h"
#include "passdb.h"
#include "exchange-profile.h"

struct dict;

/* Name of the passdb driver, and of the block with its dict where Dovecot has
   lib-settings. */
#define AUTH_DELEGATE_NAME "exchange_delegate"

/* Below it: principal/delegate. Both names as auth_username_format leaves
   them, escaped as dict_escape_string() does. */
#define AUTH_DELEGATE_KEY_PREFIX "shared/exchange/delegates/"

/* One passdb block. */
struct auth_delegate_module {
	struct passdb_module module;

	/* URI of the dict, where passdb blocks have args */
	const char *args;
	/* NULL if it could not be opened: then nobody is let in */
	struct dict *dict;
	/* why it could not */
	char *dict_error;
};

enum auth_delegate_grant {
	/* the lookup failed or the value makes no sense */
	AUTH_DELEGATE_GRANT_ERROR = -1,
	AUTH_DELEGATE_GRANT_NONE = 0,
	/* "full": the delegate is the owner's equal */
	AUTH_DELEGATE_GRANT_FULL,
	/* "acl": what the ACL plugin gives the delegate, folder by folder */
	AUTH_DELEGATE_GRANT_ACL,
};

/* reason is why it is ERROR, else NULL. */
typedef void auth_delegate_grant_callback_t(enum auth_delegate_grant grant,
					    const char *reason, void *context);

/* Looks up what delegate may do with the mailbox of principal. The callback
   may be called before this returns. */
void auth_delegate_grant_lookup(struct auth_delegate_module *module, pool_t pool,
				const char *delegate, const char *principal,
				auth_delegate_grant_callback_t *callback,
				void *context);

void auth_delegate_endings_init(void);
void auth_delegate_endings_deinit(void);

/* Makes sure that request fails, whatever the passdbs behind this one say, and
   that it takes their time: they get a password that is not the user's.
   With internal_failure the client is told about a temporary failure. With
   check_password they get the user's, and EXCHANGE_NOT_CONNECTED_FIELD tells
   the login process when it was right. Call it inside of the passdb's
   verify_plain() or lookup_credentials(), then let the next passdb go on. */
void auth_delegate_deny_plain(struct auth_request *request,
			      bool internal_failure, bool check_password);
void auth_delegate_deny_credentials(struct auth_request *request,
				    bool internal_failure);
/* Makes sure that the mechanism gets the credentials of the delegate, also when
   the principal is looked up after the delegate. */
void auth_delegate_allow_credentials(struct auth_request *request);

/* Returns TRUE if request is for IMAP and the profile that holds for it has
   behavior. */
bool auth_delegate_has(struct auth_request *request,
		       enum exchange_behavior behavior);

/* From now on GSSAPI clients that choose a layer are refused. */
void auth_delegate_layer_init(void);

/* Functions of struct passdb_module_interface. */
void auth_delegate_verify_plain(struct auth_request *request,
				const char *password,
				verify_plain_callback_t *callback);
void auth_delegate_lookup_credentials(struct auth_request *request,
				      lookup_credentials_callback_t *callback);

#endif
