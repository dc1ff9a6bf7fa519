/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef EXCHANGE_NAMES_RESOLVE_H
#define EXCHANGE_NAMES_RESOLVE_H

struct mail_namespace;
struct mail_user;

/* What one connection knows about the spelling of its user's mailboxes. Empty
   until a name is used that does not exist as it is spelled. */
struct exchange_names;

struct exchange_names *exchange_names_init(struct mail_user *user);
void exchange_names_deinit(struct exchange_names **names);

/* Finds the namespace of vname; a prefix in another case is put right in
   vname. Never NULL. */
struct mail_namespace *
exchange_names_namespace(struct exchange_names *names, const char **vname);

/* Finds the mailbox that vname means (V0008). vname is UTF-8. Returns TRUE if
   there is one, and its stored name in vname_r. A name that exists as spelled
   always means that mailbox. Else each level may be in another case, or cut to
   EXCHANGE_NAME_MAX_CHARS if that fits one name only; among several names that
   differ in case a mailbox comes before a mere level, and then the one whose
   octets sort first is meant. Mailboxes that the
   user may not see are not there. */
bool exchange_names_resolve(struct exchange_names *names, const char *vname,
			    const char **vname_r);

/* Finds out without looking anything up which other spelling vname, a name in
   ns, is of. Returns TRUE if vname itself is not there and vname_r is the only
   name that was seen which it can mean. That may be gone or hidden by now: the
   caller has to be ready to resolve then. */
bool exchange_names_guess(struct exchange_names *names,
			  struct mail_namespace *ns, const char *vname,
			  const char **vname_r);

/* Returns FALSE if a file name for vname would be longer than a file system
   takes; asking Dovecot for it would log an error. */
bool exchange_names_storable(struct mail_namespace *ns, const char *vname);

/* Returns TRUE if the user has a mailbox or a level of that exact name.
   selectable_r tells whether it is a mailbox. */
bool exchange_names_exists(struct mail_namespace *ns, const char *vname,
			   bool *selectable_r);

/* Returns FALSE if there is no mailbox of that exact name, at the cost of one
   stat(). TRUE proves nothing: the user may have no right to see it. */
bool exchange_names_on_disk(struct mail_namespace *ns, const char *vname);

/* Returns how many levels there are below vname, at most max; -1 if the
   listing failed. */
int exchange_names_height(struct mail_namespace *ns, const char *vname,
			  unsigned int max);

/* Finds the subscription that vname means, the exact one first. Returns FALSE
   if there is none. */
bool exchange_names_subscribed(struct mail_user *user, const char *vname,
			       const char **vname_r);

#endif
