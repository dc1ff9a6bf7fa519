/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef COMPAT_SETTINGS_H
#define COMPAT_SETTINGS_H

#include "exchange-settings.h"

struct event;
struct mail_user;

/* Where Dovecot keeps a plugin's settings in plugin { }, they can be read only
   while the process still may ask the config process: call this in the
   module's init. service is the name of the protocol section to apply ("imap"),
   NULL for none. Elsewhere this does nothing.
   Returns 0, or -1 and a sentence in error_r. */
int compat_settings_init(const char *service, const char **error_r);
void compat_settings_deinit(void);

/* Reads the settings that hold for event (its protocol, local and remote
   filters; only where Dovecot has lib-settings) into pool.
   Returns 0, or -1 and a sentence in error_r: a value is wrong, or the
   settings module is not installed. */
int compat_settings_get(struct event *event, pool_t pool,
			const struct exchange_settings **set_r,
			const char **error_r);

/* The same for a logged-in user, with what userdb overrides. For the imap
   process only. */
int compat_settings_get_user(struct mail_user *user, pool_t pool,
			     const struct exchange_settings **set_r,
			     const char **error_r);

/* Ends one of the two, whose result is ret: makes the profile of set. Returns 1
   if there is one, 0 if no version is set, -1 if something is wrong; then error
   (if ret says so) or what is wrong with the profile is logged for module,
   which is to serve plain IMAP. */
int compat_settings_profile(struct event *event, const char *module, int ret,
			    const struct exchange_settings *set,
			    const char *error,
			    struct exchange_profile *profile_r);

#endif
