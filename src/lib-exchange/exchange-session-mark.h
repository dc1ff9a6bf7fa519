/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef EXCHANGE_SESSION_MARK_H
#define EXCHANGE_SESSION_MARK_H

#include "exchange-capability.h"

/* The imap process answers the command that logged in, and lists capabilities
   afterwards, but nobody tells it which command it was nor which mechanisms
   there are. imap-login appends these few bits to the session id, the one
   string that always reaches imap and changes nothing when no module reads it:
   "Fo0OYh1EqtF/AAAB" becomes "Fo0OYh1EqtF/AAAB.mJAAAA". */

/* octets of the mark */
#define EXCHANGE_SESSION_MARK_LEN 7

struct exchange_login_info {
	/* logged in by AUTHENTICATE, not by LOGIN */
	bool authenticate;
	struct exchange_capability_state capability;
};

/* Returns the mark to append to a session id. */
const char *exchange_session_mark(const struct exchange_login_info *info);

/* Reads the mark at the end of session_id. Returns FALSE if there is none;
   info_r then says LOGIN and no mechanisms. */
bool exchange_session_mark_parse(const char *session_id,
				 struct exchange_login_info *info_r);

#endif
