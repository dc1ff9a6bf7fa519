/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* imap_hibernate_timeout. A session in IDLE would move to the process
   imap-hibernate, which loads no modules and has words of its own: "* OK Still
   here", "+ idling", "OK Idle completed."; and imap would tell of flags that
   others have changed when it takes the session back (V0046). So a session with
   a profile stays in imap. Dovecot asks once for each IDLE. */

#include "imap-exchange.h"

static int
imap_exchange_state_export(struct client *client ATTR_UNUSED,
			   bool internal ATTR_UNUSED,
			   buffer_t *dest ATTR_UNUSED, const char **error_r)
{
	*error_r = "exchange_version is set";
	return 0;
}

void imap_exchange_hibernate_init(struct client *client)
{
	client->v.state_export = imap_exchange_state_export;
}
