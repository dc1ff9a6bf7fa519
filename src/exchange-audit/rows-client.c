/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "audit-rows.h"
#include "rows-func.h"

/* What Outlook 2007 and 2010 need of a server (MS-STANOIMAP). */
#define OL(id, flags, title, documented, script) \
	ROW("OL " id, AUDIT_ALL, CLIENT, flags, title, documented, script)
#define OL_FUNC(id, flags, title, documented, func) \
	FUNC("OL " id, AUDIT_ALL, CLIENT, flags, title, documented, func)

#define ONE_MESSAGE \
	"on A\n" \
	"mailbox {S}\n" \
	"append {S} plain\n" \
	"select {S}\n"

static const struct audit_row rows[] = {
	OL("2.1.1", 0, "connects to 143, 993 or any port",
	   "Port 143 without SSL, 993 with; any can be configured.",
	   "on P\n"
	   "< * OK{*}\n"),
	OL("2.1.2", 0, "may close right after LOGOUT",
	   "Can be configured to send LOGOUT and close at once.",
	   "on P\n"
	   "login\n"
	   "raw bye1 LOGOUT{crlf}\n"
	   "hangup P\n"
	   "on P\n"
	   "< * OK{*}\n"),
	OL("2.1.4", 0, "sends single spaces",
	   "Follows the rule of one space strictly when sending.",
	   "on A\n> STATUS INBOX (UNSEEN)\n< OK{*}\n"),
	OL("2.1.5", 0, "does not accept body-extension fields",
	   "Does not accept body-extension fields: BODY must have none.",
	   "on A\n"
	   "mailbox {S}\n"
	   "append {S} multipart\n"
	   "select {S}\n"
	   "> FETCH 1 (BODY)\n"
	   "< * 1 FETCH (BODY ({*}\"{mixed|MIXED}\"))\n"),
	OL_FUNC("2.1.7", AUDIT_ROW_TLS_PORT, "RC4-MD5 is left to the system",
	   "Relies on the operating system for the suite.",
	   audit_func_suite_rc4_md5),
	OL("C0001", 0, "tags of four letters and digits",
	   "Random tags of four characters a-z, 0-9.",
	   "on P\n"
	   "raw ypd3 CAPABILITY{crlf}\n"
	   "read ypd3\n"
	   "< * CAPABILITY{*}\n"
	   "< ypd3 OK{*}\n"),
	OL("C0002", 0, "needs EXISTS and EXPUNGE",
	   "Records size updates, EXISTS and EXPUNGE.",
	   ONE_MESSAGE
	   "on B\n"
	   "append {S} second\n"
	   "on A\n"
	   "> NOOP\n"
	   "< * 2 EXISTS\n"
	   "on B\n"
	   "select {S}\n"
	   "> STORE 1 +FLAGS.SILENT (\\Deleted)\n"
	   "> EXPUNGE\n"
	   "~ OK{*}\n"
	   "on A\n"
	   "> NOOP\n"
	   "< * 1 EXPUNGE\n"),
	OL_FUNC("V0003", 0, "UIDs should persist",
	   "If not, Outlook fetches the whole folder again at each visit.",
	   audit_func_uids_persist),
	OL("V0006", 0, "INTERNALDATE is the received date",
	   "Can use the internal date as the date of delivery.",
	   ONE_MESSAGE
	   "> FETCH 1 (INTERNALDATE)\n"
	   "< * 1 FETCH (INTERNALDATE \"{?}{?}-{?}{?}{?}-{n} {n}:{n}:{n} {*}\")"
	   "\n"),
	OL("V0010", 0, "headers and bodies separately",
	   "Fetches headers and bodies separately, no single parts.",
	   ONE_MESSAGE
	   "> UID FETCH 1:* (UID FLAGS RFC822.SIZE BODY.PEEK[HEADER] "
	   "INTERNALDATE)\n"
	   "< * 1 FETCH ({*}BODY[HEADER] {{n}}{crlf}{*})\n"
	   "> UID FETCH 1:* (UID FLAGS BODY.PEEK[])\n"
	   "< * 1 FETCH ({*}BODY[] {{n}}{crlf}{*})\n"),
	OL("V0011", 0, "may drop the connection",
	   "Under certain errors drops the connection without LOGOUT.",
	   "on P\n"
	   "login\n"
	   "hangup P\n"
	   "on P\n"
	   "login\n"
	   "> NOOP\n"
	   "< OK{*}\n"),
	OL("V0012", 0, "sends \"\" and {0}",
	   "Generates and handles both forms of the empty string.",
	   "on A\n"
	   "> LIST \"\" \"\"\n"
	   "< * LIST {*}\n"
	   "< OK{*}\n"
	   "> LIST {lit:} \"\"\n"
	   "< * LIST {*}\n"
	   "< OK{*}\n"
	   "> CREATE \"\"\n"
	   "< {NO|BAD}{*}\n"),
	OL("V0016", 0, "works with either case rule",
	   "Names that differ in case only are allowed; a case-insensitive "
	   "store is fine.",
	   "on A\n"
	   "mailbox {S}{/}One\n"
	   "> CREATE {S}{/}ONE\n"
	   "< {OK|NO}{*}\n"),
	OL("V0017", 0, "long names as literals",
	   "Quoted string for a short name, literal for a longer one.",
	   "on A\n"
	   "> CREATE {lit:{S}{/}literal name}\n"
	   "< OK{*}\n"
	   "> SELECT \"{S}{/}literal name\"\n"
	   "< OK{*}\n"),
	OL("V0019", 0, "% and * in names",
	   "Allows them; shows the error of CREATE if the server does not.",
	   "on A\n> CREATE \"{S}{/}a%b*c\"\n< OK{*}\n"),
	OL("V0020", 0, "the delimiter is not allowed in a name",
	   "Needs to know the delimiter.",
	   "on A\n"
	   "> LIST \"\" \"\"\n"
	   "< * LIST ({*}) \"{?}\" {*}\n"),
	OL("V0021", 0, "& is sent as &-, # bare",
	   "a&b is sent as a&-b, # without escaping.",
	   "on A\n"
	   "> CREATE \"{S}{/}a&-b\"\n"
	   "< OK{*}\n"
	   "> CREATE \"{S}{/}#x y\"\n"
	   "< OK{*}\n"),
	OL("V0022", 0, "# in the root-folder path",
	   "The root-folder path may hold #; nothing is special about it.",
	   "on A\n"
	   "mailbox \"{S}{/}#r{/}sub\"\n"
	   "> LIST \"{S}{/}#r{/}\" \"*\"\n"
	   "< * LIST {*}{S}{/}#r{/}sub{\"|}\n"),
	OL_FUNC("V0025", AUDIT_ROW_SLOW, "NOOP every ten minutes",
	   "Sends NOOP at least every 10 minutes: the server must wait "
	   "longer.",
	   audit_func_outlook_timer),
	OL("V0026", 0, "may pipeline",
	   "Can send a command before the previous one is completed.",
	   ONE_MESSAGE
	   "raw p1q2 NOOP{crlf}r3s4 UID FETCH 1:* (UID FLAGS){crlf}"
	   "t5u6 STATUS INBOX (UNSEEN){crlf}\n"
	   "read p1q2 r3s4 t5u6\n"
	   "& p1q2 OK{*}\n"
	   "& r3s4 OK{*}\n"
	   "& t5u6 OK{*}\n"),
	OL("V0027", 0, "AUTH=NTLM or AUTH=DIGEST-MD5",
	   "Recognizes both in the CAPABILITY response.",
	   "on P\n"
	   "> CAPABILITY\n"
	   "& * CAPABILITY{*} AUTH={NTLM|DIGEST-MD5}{*}\n"),
	OL("V0028", 0, "IDLE, and NOOP to poll",
	   "NOOP to poll without IDLE; NOOP against the timer in any case.",
	   ONE_MESSAGE
	   ">+ IDLE\n"
	   "< +{*}\n"
	   "more DONE{crlf}\n"
	   "read {tag}\n"
	   "< OK{*}\n"
	   "> NOOP\n"
	   "< OK{*}\n"),
	OL("E0001", 0, "PLAIN, NTLM or DIGEST-MD5",
	   "Implements NTLM and DIGEST-MD5 beside PLAIN.",
	   "on P\n"
	   "> CAPABILITY\n"
	   "& * CAPABILITY{*} AUTH={PLAIN|NTLM|DIGEST-MD5}{*}\n"),
	OL("V0031", AUDIT_ROW_INSECURE, "may log in without protection",
	   "Does not require protection against password snooping.",
	   "on I\n"
	   "> CAPABILITY\n"
	   "~! * CAPABILITY{*} LOGINDISABLED{*}\n"
	   "< * CAPABILITY{*}\n"),
	OL("E0002", 0, "a mechanism without plaintext passwords",
	   "See E0001: NTLM and DIGEST-MD5.",
	   "on P\n"
	   "> CAPABILITY\n"
	   "& * CAPABILITY{*} AUTH={NTLM|DIGEST-MD5}{*}\n"),
	OL("V0032", 0, "uses only announced mechanisms",
	   "Uses LOGIN if the server announces none.",
	   "on P\n"
	   "> CAPABILITY\n"
	   "< * CAPABILITY{*}\n"
	   "< OK{*}\n"),
	OL("V0033", 0, "CAPABILITY after AUTHENTICATE",
	   "Sends CAPABILITY whether or not it came by itself.",
	   "on P\n"
	   "login\n"
	   "> CAPABILITY\n"
	   "< * CAPABILITY{*} IMAP4rev1{*}\n"
	   "< OK{*}\n"),
	OL("V0034", 0, "tries weaker mechanisms, then LOGIN",
	   "After a NO tries the next mechanism, LOGIN at last.",
	   "on P\n"
	   ">+ AUTHENTICATE AUDIT-NONE\n"
	   "< {NO|BAD}{*}\n"
	   "login\n"
	   "< OK{*}\n"),
	OL("V0035", 0, "CAPABILITY after LOGIN",
	   "Sends CAPABILITY whether or not it came by itself.",
	   "on P\n"
	   "login\n"
	   "> CAPABILITY\n"
	   "< * CAPABILITY{*} IMAP4rev1{*}\n"
	   "< OK{*}\n"),
	OL("V0036", 0, "needs EXISTS and UIDVALIDITY on SELECT",
	   "Requires EXISTS and UIDVALIDITY, does without the others.",
	   "on A\n"
	   "mailbox {S}\n"
	   "> SELECT {S}\n"
	   "& * {n} EXISTS\n"
	   "& * OK [UIDVALIDITY {n}]{*}\n"
	   "& OK{*}\n"),
	OL("V0037", 0, "needs UIDs",
	   "Does not function against a server without UIDs.",
	   ONE_MESSAGE
	   "> UID FETCH 1:* (UID)\n"
	   "< * 1 FETCH (UID {n})\n"
	   "< OK{*}\n"),
	OL("V0041", 0, "LIST * shows hidden folders",
	   "Requires that hidden folders are exposed to wildcards.",
	   "on A\n"
	   "mailbox {S}{/}deep{/}er\n"
	   "> LIST \"\" \"*\"\n"
	   "& * LIST {*}{S}{/}deep{/}er{\"|}\n"),
	OL("V0042", 0, "INBOX may be missing from LIST",
	   "Works with a server that does not expose INBOX.",
	   "on A\n"
	   "> LIST \"\" \"*\"\n"
	   "< OK{*}\n"
	   "> STATUS INBOX (UNSEEN)\n"
	   "< * STATUS {\"|}INBOX{\"|} (UNSEEN {n}){ |}\n"),
	OL("V0043", 0, "takes the flags of the last LIST or LSUB",
	   "Uses the flags of the most recent response to either.",
	   "on A\n"
	   "mailbox {S}{/}sub\n"
	   "> SUBSCRIBE {S}{/}sub\n"
	   "> LIST \"\" {S}{/}sub\n"
	   "< * LIST ({*}) {*}\n"
	   "> LSUB \"\" {S}{/}sub\n"
	   "< * LSUB ({*}) {*}\n"
	   "! * LSUB ({*}\\Noselect{*}) {*}\n"),
	OL_FUNC("V0044", 0, "many STATUS commands in a row",
	   "Can send a large number of them consecutively.",
	   audit_func_many_status),
	OL("V0045", 0, "STATUS (UNSEEN)",
	   "Requests only UNSEEN.",
	   "on A\n"
	   "mailbox {S}\n"
	   "append {S} plain\n"
	   "> STATUS \"{S}\" (UNSEEN)\n"
	   "< * STATUS {\"|}{S}{\"|} (UNSEEN 1){ |}\n"),
	OL("V0046", 0, "uploads incomplete drafts",
	   "Can upload drafts without the required headers.",
	   "on A\n"
	   "mailbox {S}\n"
	   "> APPEND {S} (\\Draft) {msg:draft-subject}\n"
	   "< OK{*}\n"
	   "> APPEND {S} (\\Seen \\Draft) {msg:draft-unsent}\n"
	   "< OK{*}\n"
	   "> APPEND {S} (\\Draft) {msg:draft-body}\n"
	   "< OK{*}\n"),
	OL("V0048", 0, "APPEND: EXISTS is not needed",
	   "Sends NOOP or not, whether or not EXISTS came; no CHECK.",
	   ONE_MESSAGE
	   "> APPEND {S} {msg:second}\n"
	   "< OK{*}\n"
	   "> NOOP\n"
	   "< OK{*}\n"),
	OL("V0050", 0, "SELECT and LOGOUT without CLOSE",
	   "Can issue SELECT or LOGOUT with a mailbox selected.",
	   "on P\n"
	   "login\n"
	   "mailbox {S}{/}1\n"
	   "mailbox {S}{/}2\n"
	   "> SELECT {S}{/}1\n"
	   "< OK{*}\n"
	   "> SELECT {S}{/}2\n"
	   "< OK{*}\n"
	   "> LOGOUT\n"
	   "< * BYE{*}\n"
	   "< OK{*}\n"
	   "= OK LOGOUT completed.\n"),
	OL("V0054", 0, "BODY.PEEK[] and BODY.PEEK[HEADER]",
	   "Uses the HEADER part specifier or none.",
	   ONE_MESSAGE
	   "> UID FETCH 1:* (BODY.PEEK[])\n"
	   "< * 1 FETCH ({*}BODY[] {{n}}{crlf}{*})\n"
	   "> UID FETCH 1:* (BODY.PEEK[HEADER])\n"
	   "< * 1 FETCH ({*}BODY[HEADER] {{n}}{crlf}{*})\n"),
	OL("V0055", 0, "its FETCH forms",
	   "(UID) (UID FLAGS) and six more; RFC822.PEEK to servers that do "
	   "not announce IMAP4rev1.",
	   ONE_MESSAGE
	   "> UID FETCH 1:* (UID)\n"
	   "< * 1 FETCH (UID {n})\n"
	   "> UID FETCH 1:* (UID FLAGS)\n"
	   "< * 1 FETCH ({*}FLAGS ({*}){*})\n"
	   "> UID FETCH 1:* (UID FLAGS RFC822.SIZE BODY.PEEK[HEADER])\n"
	   "< * 1 FETCH ({*}BODY[HEADER] {*})\n"
	   "> UID FETCH 1:* (UID FLAGS RFC822.SIZE RFC822.HEADER "
	   "INTERNALDATE)\n"
	   "< * 1 FETCH ({*}RFC822.HEADER {*})\n"
	   "> UID FETCH 1:* (UID FLAGS RFC822)\n"
	   "< * 1 FETCH ({*}RFC822 {*})\n"
	   "> UID FETCH 1:* (UID FLAGS RFC822.PEEK)\n"
	   "< * 1 FETCH ({*}RFC822{*})\n"),
	OL("V0056", 0, "its STORE forms",
	   "FLAGS, +FLAGS and -FLAGS, also .SILENT.",
	   ONE_MESSAGE
	   "> UID STORE 1:* FLAGS (\\Seen \\Draft)\n"
	   "< OK{*}\n"
	   "> UID STORE 1:* +FLAGS (\\Deleted \\Seen)\n"
	   "< OK{*}\n"
	   "> UID STORE 1:* -FLAGS (\\Deleted)\n"
	   "< OK{*}\n"
	   "> UID STORE 1:* +FLAGS.SILENT (\\Flagged)\n"
	   "< OK{*}\n"
	   "> UID STORE 1:* -FLAGS.SILENT (\\Seen)\n"
	   "< OK{*}\n"
	   "> UID STORE 1:* +FLAGS.SILENT (\\Answered)\n"
	   "< OK{*}\n"
	   "> UID FETCH 1:* (FLAGS)\n"
	   "& * 1 FETCH ({*}\\Draft{*})\n"
	   "& * 1 FETCH ({*}\\Flagged{*})\n"
	   "& * 1 FETCH ({*}\\Answered{*})\n"
	   "! * 1 FETCH ({*}\\{Seen|Deleted}{*})\n"),
	OL_FUNC("V0057", 0, "COPY keeps flags and date",
	   "Might show the wrong date if the server does not preserve them.",
	   audit_func_copy_keeps),
	OL("V0059", 0, "UID COPY, UID FETCH, UID STORE",
	   "Issues these, no UID SEARCH.",
	   ONE_MESSAGE
	   "mailbox {S}{/}to\n"
	   "> UID COPY 1:* {S}{/}to\n"
	   "< OK{*}\n"
	   "> UID STORE 1:* +FLAGS (\\Seen)\n"
	   "< OK{*}\n"
	   "> UID FETCH 1:* (UID FLAGS)\n"
	   "< * 1 FETCH ({*}\\Seen{*})\n"),
	OL("V0060", 0, "UID ranges with gaps",
	   "Uses ranges; UIDs need not be contiguous.",
	   "on A\n"
	   "mailbox {S}\n"
	   "append {S} plain\n"
	   "append {S} second\n"
	   "append {S} plain\n"
	   "select {S}\n"
	   "> STORE 2 +FLAGS.SILENT (\\Deleted)\n"
	   "> EXPUNGE\n"
	   "~ OK{*}\n"
	   "> UID FETCH 1:4294967290 (UID)\n"
	   "< * 1 FETCH (UID {n})\n"
	   "< * 2 FETCH (UID {n})\n"
	   "< OK{*}\n"),
	OL("V0062", 0, "reads UIDVALIDITY and UNSEEN",
	   "Processes ALERT, UIDVALIDITY and UNSEEN.",
	   "on A\n"
	   "mailbox {S}\n"
	   "append {S} plain\n"
	   "> SELECT {S}\n"
	   "& * OK [UIDVALIDITY {n}]{*}\n"
	   "& * OK [UNSEEN 1]{*}\n"),
	OL("V0063", 0, "shows the text of an ALERT to the user",
	   "Shows texts only with ALERT; Exchange never sends one.",
	   "on P\n"
	   ">+ AUTHENTICATE AUDIT-NONE\n"
	   "! {*}[ALERT]{*}\n"
	   "> LOGIN\n"
	   "! {*}[ALERT]{*}\n"),
	OL("V0066", 0, "reads \\Noinferiors and \\Noselect",
	   "Recognizes them, ignores \\Marked and \\Unmarked.",
	   "on A\n"
	   "mailbox {S}\n"
	   "> LIST \"\" {S}\n"
	   "< * LIST ({*}) {*}\n"
	   "! * LIST ({*}\\{Noselect|Noinferiors}{*}) {*}\n"
	   "> SELECT {S}\n"
	   "< OK{*}\n"),
	OL("V0070", 0, "no partial body unless asked for",
	   "May overwrite the whole body with a partial one.",
	   ONE_MESSAGE
	   "> UID FETCH 1:* (UID FLAGS BODY.PEEK[])\n"
	   "< * 1 FETCH ({*}BODY[] {*})\n"
	   "! {*}BODY[]<{*}\n"),
	OL_FUNC("V0073", AUDIT_ROW_TLS_PORT, "3DES is left to the system",
	   "Relies on the operating system for the suite.",
	   audit_func_suite_dss_3des),
	OL_FUNC("V0074", AUDIT_ROW_TLS_PORT, "other suites likewise",
	   "Relies on the operating system for optional suites.",
	   audit_func_suites_default),
};

const struct audit_rows audit_rows_client = { rows, N_ELEMENTS(rows) };
