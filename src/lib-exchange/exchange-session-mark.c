/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "exchange-session-mark.h"

/* ".m" and five letters A to P, four bits each, lowest first: the flags below,
   then EXCHANGE_MECH_MAX mechanisms. Letters keep log lines tidy. */
#define MARK_PREFIX ".m"
#define MARK_LETTERS 5

enum mark_flag {
	MARK_AUTHENTICATE	= 0x01,
	MARK_STARTTLS		= 0x02,
	MARK_LOGIN_DISABLED	= 0x04,
	MARK_TLS		= 0x08,
	MARK_MECHS_SHIFT	= 4,
};

static unsigned int mark_bits(const struct exchange_login_info *info)
{
	unsigned int bits = info->capability.mechs << MARK_MECHS_SHIFT;

	if (info->authenticate)
		bits |= MARK_AUTHENTICATE;
	if (info->capability.starttls)
		bits |= MARK_STARTTLS;
	if (info->capability.login_disabled)
		bits |= MARK_LOGIN_DISABLED;
	if (info->capability.tls)
		bits |= MARK_TLS;
	return bits;
}

const char *exchange_session_mark(const struct exchange_login_info *info)
{
	char mark[EXCHANGE_SESSION_MARK_LEN + 1] = MARK_PREFIX;
	unsigned int i, bits = mark_bits(info);

	for (i = 0; i < MARK_LETTERS; i++, bits >>= 4)
		mark[strlen(MARK_PREFIX) + i] = 'A' + (bits & 0x0f);
	return t_strdup(mark);
}

bool exchange_session_mark_parse(const char *session_id,
				 struct exchange_login_info *info_r)
{
	size_t len = session_id == NULL ? 0 : strlen(session_id);
	const char *mark;
	unsigned int i, bits = 0;

	i_zero(info_r);
	if (len < EXCHANGE_SESSION_MARK_LEN)
		return FALSE;
	mark = session_id + len - EXCHANGE_SESSION_MARK_LEN;
	if (strncmp(mark, MARK_PREFIX, strlen(MARK_PREFIX)) != 0)
		return FALSE;
	mark += strlen(MARK_PREFIX);
	for (i = 0; i < MARK_LETTERS; i++) {
		if (mark[i] < 'A' || mark[i] > 'P')
			return FALSE;
		bits |= (unsigned int)(mark[i] - 'A') << (4 * i);
	}
	info_r->authenticate = (bits & MARK_AUTHENTICATE) != 0;
	info_r->capability.starttls = (bits & MARK_STARTTLS) != 0;
	info_r->capability.login_disabled = (bits & MARK_LOGIN_DISABLED) != 0;
	info_r->capability.tls = (bits & MARK_TLS) != 0;
	info_r->capability.mechs = bits >> MARK_MECHS_SHIFT;
	return TRUE;
}
