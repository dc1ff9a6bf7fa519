/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef EXCHANGE_LOGIN_NAME_H
#define EXCHANGE_LOGIN_NAME_H

/* Longest name with a separator in it that is taken apart, in octets: a UPN of
   Active Directory has at most 1024 characters. */
#define EXCHANGE_LOGIN_NAME_MAX 2048

/* What the user name of LOGIN says (MS-OXIMAP4 2.2.4). Strings live on the
   data stack. */
struct exchange_login_name {
	/* NetBIOS or DNS name, NULL if none was given */
	const char *domain;
	/* who logs in: an alias, or a UPN if domain is NULL */
	const char *user;
	/* whose mailbox it is, an alias or a UPN; NULL for the user's own */
	const char *principal;
};

/* Takes the user name of LOGIN apart: size octets at data, which may hold
   anything. Separators are / and \. A name without one is the user as it is.
   Returns FALSE and a sentence in error_r if the name can be nobody's: an empty
   part, too many parts, @ at a wrong place, control characters, bad UTF-8. */
bool exchange_login_name_parse(const void *data, size_t size,
			       struct exchange_login_name *name_r,
			       const char **error_r);

/* Makes Dovecot's user names of it. domains is the value of
   exchange_login_domains. authzid_r is NULL for the user's own mailbox.
   Returns FALSE and a sentence in error_r if the domain is not known. */
bool exchange_login_name_map(const struct exchange_login_name *name,
			     const char *domains, const char **authcid_r,
			     const char **authzid_r, const char **error_r);

/* Checks the value of exchange_login_domains. Returns FALSE and a sentence in
   error_r if something is wrong. */
bool exchange_login_domains_verify(const char *domains, const char **error_r);

/* The auth process tells imap-login by this field that a delegate without a
   grant has the right password (delegate_not_connected). */
#define EXCHANGE_NOT_CONNECTED_FIELD "exchange_not_connected"

#endif
