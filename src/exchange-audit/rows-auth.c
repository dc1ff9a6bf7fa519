/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "audit-rows.h"
#include "rows-func.h"

/* NEGOTIATE of MS-OXIMAP4's example 4.1 */
#define NTLM_NEGOTIATE \
	"{b64:{x:4e544c4d5353500001000000078208a2000000000000000000000000000" \
	"000000501280a0000000f}}"
#define NEED_NTLM \
	"on P\n" \
	"> CAPABILITY\n" \
	"~ * CAPABILITY{*} AUTH=NTLM{*}\n"
#define BAD_PLAIN \
	"on P\n" \
	">+ AUTHENTICATE PLAIN\n" \
	"~ +{*}\n" \
	"more {b64:{nul}audit-nobody{nul}not-a-password}{crlf}\n" \
	"read {tag}\n"
#define BAD_MECHANISM \
	"on P\n" \
	">+ AUTHENTICATE AUDIT-NONE\n"

/* SASL: mechanisms, the exchange, delegates. */
static const struct audit_row rows[] = {
	FUNC("V0021", AUDIT_2007_ON, AUTH, AUDIT_ROW_GSSAPI,
	    "no SASL security layer",
	    "Does not support negotiation of an optional security layer.",
	    audit_func_security_layer),
	ROW_C("E0003", AUDIT_2007_ON, AUTH, 0,
	    "PLAIN and GSSAPI; NTLM too in 2007",
	    "2007: PLAIN, NTLM, GSSAPI. 2010 and later: PLAIN, GSSAPI.",
	    "MS-STANXIMAP leaves NTLM out from 2010 on, transcripts and "
	    "MS-OXIMAP4 have it: not looked at",
	    "on P\n"
	    "> CAPABILITY\n"
	    "& * CAPABILITY{*} AUTH=PLAIN{*}\n"
	    "& * CAPABILITY{*} AUTH=GSSAPI{*}\n"
	    "[2007] & * CAPABILITY{*} AUTH=NTLM{*}\n"),
	ROW_C("E0004", AUDIT_2007_ON, AUTH, 0,
	    "mechanisms without plaintext passwords",
	    "For details see E0005.",
	    "E0005 exists nowhere; E0003 is meant",
	    "on P\n"
	    "> CAPABILITY\n"
	    "& * CAPABILITY{*} AUTH={GSSAPI|NTLM}{*}\n"),
	ROW_C("OX 1.7", AUDIT_ALL, AUTH, 0,
	    "AUTH=NTLM is announced",
	    "A client sees by CAPABILITY if NTLM is supported.",
	    "MS-STANXIMAP E0003 has no NTLM from 2010 on",
	    "on P\n"
	    "> CAPABILITY\n"
	    "< * CAPABILITY{*} AUTH=NTLM{*}\n"),
	ROW_C("OX 2.2.1a", AUDIT_ALL, AUTH, 0,
	    "the CAPABILITY answer",
	    "* CAPABILITY IMAP4 IMAP4rev1 AUTH=NTLM AUTH=GSSAPI AUTH=PLAIN "
	    "IDLE NAMESPACE LITERAL+",
	    "the list is that of the version in exchange-facts: the "
	    "document's example is of 2007 and 2010, 2003 has no GSSAPI "
	    "and PLAIN in it",
	    "on P\n"
	    "> CAPABILITY\n"
	    "& * CAPABILITY IMAP4 IMAP4rev1 {*}\n"
	    "& * CAPABILITY{*} AUTH=NTLM{*}\n"
	    "[2007+] & * CAPABILITY{*} AUTH=GSSAPI{*}\n"
	    "[2007+] & * CAPABILITY{*} AUTH=PLAIN{*}\n"
	    "& * CAPABILITY{*} IDLE{*}\n"
	    "& * CAPABILITY{*} NAMESPACE{*}\n"
	    "& * CAPABILITY{*} LITERAL+{*}\n"
	    "[2003] = * CAPABILITY IMAP4 IMAP4rev1 IDLE LOGIN-REFERRALS "
	    "MAILBOX-REFERRALS NAMESPACE LITERAL+ UIDPLUS CHILDREN"
	    "{ AUTH=NTLM|}\n"
	    "[2007-2010sp2] = * CAPABILITY IMAP4 IMAP4rev1 AUTH=NTLM "
	    "AUTH=GSSAPI AUTH=PLAIN {STARTTLS |}{UIDPLUS |}{CHILDREN |}IDLE "
	    "NAMESPACE LITERAL+\n"
	    "[2013] = * CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=NTLM "
	    "AUTH=GSSAPI {STARTTLS |}{UIDPLUS MOVE |}ID CHILDREN IDLE "
	    "NAMESPACE LITERAL+\n"
	    "[2016+] = * CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=NTLM "
	    "AUTH=GSSAPI {STARTTLS |}SASL-IR UIDPLUS MOVE ID UNSELECT "
	    "CHILDREN IDLE NAMESPACE LITERAL+\n"
	    "= OK CAPABILITY completed.\n"),
	ROW("OX 2.2.1b", AUDIT_ALL, AUTH, 0,
	    "AUTHENTICATE NTLM is answered by +",
	    "If NTLM is supported, the answer is \"+ \" CRLF.",
	    NEED_NTLM
	    ">+ AUTHENTICATE NTLM\n"
	    "< +{ |}\n"
	    "= +\n"),
	ROW("OX 2.2.1c", AUDIT_ALL, AUTH, 0,
	    "a mechanism that is not supported: BAD",
	    "If NTLM is not supported, the answer is a tagged BAD.",
	    BAD_MECHANISM
	    "< BAD{*}\n"),
	ROW("OX 2.2.1d", AUDIT_ALL, AUTH, 0,
	    "NEGOTIATE is answered by a CHALLENGE",
	    "+ <base64-encoded-NTLM-Message>",
	    NEED_NTLM
	    ">+ AUTHENTICATE NTLM\n"
	    "~ +{*}\n"
	    "more " NTLM_NEGOTIATE "{crlf}\n"
	    "read +\n"
	    "< + TlRMTVNTUAACAAAA{*}\n"),
	ROW_C("OX 2.2.1e", AUDIT_ALL, AUTH, AUDIT_ROW_LAST,
	    "a failed exchange: AUTHENTICATE failed.",
	    "2.2.1 has a tagged BAD, example 4.2 \"NO AUTHENTICATE "
	    "failed.\"",
	    "example 4.2 and real servers: NO; 2.2.1 has BAD",
	    BAD_PLAIN
	    "< NO AUTHENTICATE failed.\n"),
	FUNC("OX 2.2.1f", AUDIT_ALL, AUTH, 0,
	    "success: OK and a text",
	    "OK <human-readable-string>, no response code (V0023).",
	    audit_func_auth_success),
	ROW("OX 2.2.1g", AUDIT_ALL, AUTH, 0,
	    "cancelled: NO",
	    "If the client cancels, the answer is a tagged NO.",
	    "on P\n"
	    ">+ AUTHENTICATE PLAIN\n"
	    "~ +{*}\n"
	    "more *{crlf}\n"
	    "read {tag}\n"
	    "< NO{*}\n"
	    "= NO The AUTH protocol exchange was canceled by the client.\n"),
	ROW("OX 2.2.1h", AUDIT_ALL, AUTH, 0,
	    "the client may cancel with *",
	    "The client can cancel the authentication by sending *.",
	    "on P\n"
	    ">+ AUTHENTICATE PLAIN\n"
	    "~ +{*}\n"
	    "more *{crlf}\n"
	    "read {tag}\n"
	    "< {NO|BAD}{*}\n"
	    "> NOOP\n"
	    "< OK{*}\n"),
	ROW("OX 2.2.2", AUDIT_ALL, AUTH, 0,
	    "a server message is + and base64 on one line",
	    "+ <base64-encoded-NTLM-message><CR><LF>",
	    NEED_NTLM
	    ">+ AUTHENTICATE NTLM\n"
	    "~ +{*}\n"
	    "more " NTLM_NEGOTIATE "{crlf}\n"
	    "read +\n"
	    "< + TlRMTVNTUAACAAAA{*}\n"
	    "wait 300\n"
	    "! {A|B|C|D|E|F|G|T}{*}\n"),
	FUNC("OX 2.2.3", AUDIT_ALL, AUTH, AUDIT_ROW_NTLM,
	    "a client message is base64 and CRLF",
	    "<base64-encoded-NTLM-Message><CR><LF>",
	    audit_func_ntlm_success),
	FUNC("OX 2.2.4", AUDIT_ALL, AUTH, AUDIT_ROW_DELEGATE,
	    "LOGIN of a delegate opens the principal's mailbox",
	    "domain/delegate/principal and three more forms; the part after "
	    "the last / is the mailbox.",
	    audit_func_delegate),
	ROW("OX 3.2.5.1", AUDIT_ALL, AUTH, 0,
	    "not supported: Fail response, state unchanged",
	    "MUST respond with the Fail response; the state remains.",
	    BAD_MECHANISM
	    "< BAD{*}\n"
	    "> NOOP\n"
	    "< OK{*}\n"),
	FUNC("OX 3.2.5.2", AUDIT_ALL, AUTH, AUDIT_ROW_NTLM,
	    "messages go to the NTLM subsystem",
	    "The server gives each message to NTLM, which continues, "
	    "completes or fails.",
	    audit_func_ntlm_success),
	ROW("OX 3.2.5.2.1", AUDIT_ALL, AUTH, 0,
	    "NTLM goes on: its message is sent",
	    "The NTLM message MUST be encapsulated and sent.",
	    NEED_NTLM
	    ">+ AUTHENTICATE NTLM\n"
	    "~ +{*}\n"
	    "more " NTLM_NEGOTIATE "{crlf}\n"
	    "read +\n"
	    "< + TlRMTVNTUAACAAAA{*}\n"),
	FUNC("OX 3.2.5.2.2", AUDIT_ALL, AUTH, 0,
	    "NTLM completed: Succeeded response",
	    "MUST return the Succeeded response: OK <text>.",
	    audit_func_auth_success),
	ROW_C("OX 3.2.5.2.3", AUDIT_ALL, AUTH, AUDIT_ROW_LAST,
	    "wrong user or password: Failed response",
	    "MUST return the Failed response.",
	    "example 4.2 and real servers: NO; 2.2.1 has BAD",
	    BAD_PLAIN
	    "< NO AUTHENTICATE failed.\n"
	    "> NOOP\n"
	    "< OK{*}\n"),
	ROW_C("OX 3.2.5.2.4", AUDIT_ALL, AUTH, AUDIT_ROW_LAST,
	    "any other error: Failed response",
	    "MUST return the Failed response.",
	    "example 4.2 and real servers: NO; 2.2.1 has BAD",
	    "on P\n"
	    ">+ AUTHENTICATE PLAIN\n"
	    "~ +{*}\n"
	    "more {b64:no nul at all}{crlf}\n"
	    "read {tag}\n"
	    "< NO AUTHENTICATE failed.\n"),
	ROW("OX 3.2.5.2.5", AUDIT_ALL, AUTH, 0,
	    "as 3.2.5.2.1",
	    "The NTLM message SHOULD be encapsulated and sent.",
	    NEED_NTLM
	    ">+ AUTHENTICATE NTLM\n"
	    "~ +{*}\n"
	    "more " NTLM_NEGOTIATE "{crlf}\n"
	    "read +\n"
	    "< + TlRMTVNTUAACAAAA{*}\n"),
	FUNC("OX 4.1", AUDIT_ALL, AUTH, 0,
	    "example: OK AUTHENTICATE completed.",
	    "1 OK AUTHENTICATE completed.",
	    audit_func_auth_success_text),
	ROW("OX 4.2", AUDIT_ALL, AUTH, AUDIT_ROW_LAST,
	    "example: NO AUTHENTICATE failed.",
	    "1 NO AUTHENTICATE failed.",
	    BAD_PLAIN
	    "< NO AUTHENTICATE failed.\n"),
	ROW("OX <4>", AUDIT_2003 | AUDIT_2007 | AUDIT_2010 | AUDIT_2010SP2,
	    AUTH, 0,
	    "IDLE, STARTTLS and AUTHENTICATE",
	    "RFC 3501, 1731, 2177 (IDLE) and from 2007 on 2595 (STARTTLS).",
	    "on A\n"
	    "mailbox {S}\n"
	    "select {S}\n"
	    ">+ IDLE\n"
	    "< +{*}\n"
	    "more DONE{crlf}\n"
	    "read {tag}\n"
	    "< OK{*}\n"
	    "on P\n"
	    ">+ AUTHENTICATE PLAIN\n"
	    "< +{*}\n"),
};

const struct audit_rows audit_rows_auth = { rows, N_ELEMENTS(rows) };
