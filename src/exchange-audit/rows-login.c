/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "audit-rows.h"
#include "rows-func.h"

/* Greeting, ports, TLS and logging in. */
static const struct audit_row rows[] = {
	ROW("2.1.1", AUDIT_2007_ON, LOGIN,
	    AUDIT_ROW_CLEAR_PORT | AUDIT_ROW_TLS_PORT,
	    "ports 143 in clear and 993 with TLS",
	    "Port 143 for TCP, 993 for SSL; any port can be configured.",
	    "on C\n"
	    "< * OK{*}\n"
	    "on T\n"
	    "< * OK{*}\n"),
	ROW_C("2.1.4", AUDIT_2007_ON, LOGIN, AUDIT_ROW_TLS_PORT,
	    "no LOGINDISABLED on TLS",
	    "On an SSL connection LOGINDISABLED is not announced by default.",
	    "MS-STANXIMAP of 2018/2019; v5.0 of 2012 has none anywhere",
	    "on T\n"
	    "> CAPABILITY\n"
	    "< * CAPABILITY{*}\n"
	    "! * CAPABILITY{*} LOGINDISABLED{*}\n"
	    "= OK CAPABILITY completed.\n"),
	FUNC("2.1.7", AUDIT_2007_ON, LOGIN, AUDIT_ROW_TLS_PORT,
	    "TLS_RSA_WITH_RC4_128_MD5 is left to the system",
	    "Does not implement the suite itself: the operating system may.",
	    audit_func_suite_rc4_md5),
	FUNC("E0002", AUDIT_2007_ON, LOGIN, AUDIT_ROW_SLOW,
	    "60 seconds before login, whatever is sent",
	    "A session that has not logged in ends after 60 s (less by "
	    "configuration); commands do not reset the timer.",
	    audit_func_unauthenticated_timer),
	ROW("V0018", AUDIT_2007_ON, LOGIN, 0,
	    "no mailbox without login",
	    "Does not allow access to mailboxes without authentication.",
	    "on P\n"
	    "> SELECT INBOX\n"
	    "< {NO|BAD}{*}\n"
	    "= BAD Command received in Invalid state.\n"
	    "> LIST \"\" \"*\"\n"
	    "< {NO|BAD}{*}\n"),
	ROW("V0019", AUDIT_2007_ON, LOGIN, AUDIT_ROW_LAST,
	    "no anonymous login",
	    "Neither AUTHENTICATE ANONYMOUS nor LOGIN anonymous.",
	    "on P\n"
	    "> CAPABILITY\n"
	    "! * CAPABILITY{*} AUTH=ANONYMOUS{*}\n"
	    ">+ AUTHENTICATE ANONYMOUS\n"
	    "< {NO|BAD}{*}\n"
	    "> LOGIN anonymous audit@example.com\n"
	    "< {NO|BAD}{*}\n"),
	ROW("V0020", AUDIT_2007_ON, LOGIN, AUDIT_ROW_CLEAR_PORT,
	    "after STARTTLS capabilities only on CAPABILITY",
	    "Sends capabilities only in answer to a CAPABILITY command.",
	    "on C\n"
	    "> STARTTLS\n"
	    "~ OK{*}\n"
	    "! {*}CAPABILITY{*}\n"
	    "= OK Begin TLS negotiation now.\n"
	    "starttls\n"
	    "wait 500\n"
	    "! {*}CAPABILITY{*}\n"
	    "> CAPABILITY\n"
	    "< * CAPABILITY{*}\n"
	    "! * CAPABILITY{*} STARTTLS{*}\n"),
	ROW_C("V0022", AUDIT_2007_ON, LOGIN,
	    AUDIT_ROW_INSECURE | AUDIT_ROW_LAST,
	    "no plaintext login on an insecure connection",
	    "Not permitted by default when connecting insecurely; can be "
	    "configured.",
	    "before 2013 no LOGINDISABLED is asked for: v5.0 of 2012, 2.1.4",
	    "on I\n"
	    "> CAPABILITY\n"
	    "< * CAPABILITY{*}\n"
	    "[2013+] & * CAPABILITY{*} LOGINDISABLED{*}\n"
	    "[2013+] ! * CAPABILITY{*} AUTH=PLAIN{*}\n"
	    "> LOGIN audit-nobody not-a-password\n"
	    "< {NO|BAD}{*}\n"
	    "! {*}[AUTHENTICATIONFAILED]{*}\n"
	    "=! {*}[PRIVACYREQUIRED]{*}\n"),
	FUNC("V0023", AUDIT_2007_ON, LOGIN, 0,
	    "no capabilities with the OK of AUTHENTICATE",
	    "No CAPABILITY code in the answer to a successful AUTHENTICATE.",
	    audit_func_no_capability_authenticate),
	FUNC("V0024", AUDIT_2007_ON, LOGIN, 0,
	    "no capabilities with the OK of LOGIN",
	    "No CAPABILITY code in the answer to a successful LOGIN.",
	    audit_func_no_capability_login),
	ROW("V0025", AUDIT_2007_ON, LOGIN,
	    AUDIT_ROW_INSECURE | AUDIT_ROW_LAST,
	    "LOGIN is refused on an insecure connection",
	    "Not permitted by default when connecting insecurely; can be "
	    "configured.",
	    "on I\n"
	    "> LOGIN audit-nobody not-a-password\n"
	    "< {NO|BAD}{*}\n"
	    "! {*}[AUTHENTICATIONFAILED]{*}\n"),
	ROW("V0050", AUDIT_2007_ON, LOGIN, 0,
	    "untagged OK has text and no code",
	    "Sends an untagged OK with human-readable text and no response "
	    "code.",
	    "on P\n"
	    "! * OK [{*}\n"
	    "< * OK {?}{*}\n"
	    "[2003] = * OK Microsoft Exchange Server 2003 IMAP4rev1 server "
	    "version {*} ready.\n"
	    "[2007] = * OK {The |}Microsoft Exchange {Server 2007 |}IMAP4 "
	    "service is ready{.|}\n"
	    "[2010+] = * OK The Microsoft Exchange IMAP4 service is ready."
	    "\n"),
	ROW("V0051", AUDIT_2007_ON, LOGIN, 0,
	    "no PREAUTH",
	    "Does not implement the PREAUTH response.",
	    "on P\n"
	    "! * PREAUTH{*}\n"
	    "< * OK {*}\n"),
	ROW("V0052", AUDIT_2007_ON, LOGIN, 0,
	    "no CAPABILITY code in greeting or login",
	    "Sends capabilities only when the client asks with CAPABILITY.",
	    "on P\n"
	    "! {*}[CAPABILITY{*}\n"
	    "login\n"
	    "! {*}CAPABILITY{*}\n"
	    "< OK{*}\n"),
	FUNC("V0059", AUDIT_2007_ON, LOGIN, AUDIT_ROW_TLS_PORT,
	    "TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA is left to the system",
	    "Does not implement the suite itself: the operating system may.",
	    audit_func_suite_dss_3des),
	FUNC("V0060", AUDIT_2007_ON, LOGIN, AUDIT_ROW_TLS_PORT,
	    "other suites are left to the system",
	    "Relies on the operating system for optional cipher suites.",
	    audit_func_suites_default),
	FUNC("V0061", AUDIT_2007_ON, LOGIN, AUDIT_ROW_LAST,
	    "four failed logins end the session",
	    "Four failed attempts, then the session is dropped; no limits "
	    "across sessions.",
	    audit_func_failed_logins),
};

const struct audit_rows audit_rows_login = { rows, N_ELEMENTS(rows) };
