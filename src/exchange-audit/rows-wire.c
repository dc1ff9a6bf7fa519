/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "audit-rows.h"
#include "rows-func.h"

/* How commands are parsed and answers are written. */
static const struct audit_row rows[] = {
	ROW_C("2.1.5", AUDIT_2010SP2_ON, WIRE, 0,
	    "answers are strictly ABNF",
	    "2010 SP2 and later follow the ABNF strictly when sending.",
	    "the blank that real servers put after STATUS is not counted",
	    "on A\n"
	    "> SELECT \"{S}{/}g&APw-x\"\n"
	    "< {NO|BAD}{*}\n"
	    "! {*}{8bit}{*}\n"
	    "> STATUS \"{S}{/}g&APw-x\" (MESSAGES)\n"
	    "< {NO|BAD}{*}\n"
	    "! {*}{8bit}{*}\n"
	    "> LIST \"\" \"{S}*\"\n"
	    "! {*} \n"),
	ROW("2.1.6", AUDIT_2007_ON, WIRE, AUDIT_ROW_FRESH,
	    "a TAB may delimit the command, elsewhere one space",
	    "Accepts a TAB as a delimiter of the command itself, but allows "
	    "only one space in all other places.",
	    "on A\n"
	    "raw t1{tab}NOOP{crlf}\n"
	    "read t1\n"
	    "< t1 OK{*}\n"
	    "raw t2 STATUS{tab}INBOX (MESSAGES){crlf}\n"
	    "read t2\n"
	    "< t2 OK{*}\n"
	    "> STATUS  INBOX (MESSAGES)\n"
	    "< BAD{*}\n"
	    "> STATUS INBOX  (MESSAGES)\n"
	    "< BAD{*}\n"
	    "on P\n"
	    "raw t3{tab}CAPABILITY{crlf}\n"
	    "read t3\n"
	    "< t3 OK{*}\n"),
	ROW("C0001", AUDIT_2007_ON, WIRE, AUDIT_ROW_FRESH,
	    "any tag",
	    "Does not enforce any particular format of tags.",
	    "on A\n"
	    "raw a+b NOOP{crlf}\n"
	    "read a+b\n"
	    "< a+b OK{*}\n"
	    "raw % NOOP{crlf}\n"
	    "read %\n"
	    "< % OK{*}\n"
	    "raw (x NOOP{crlf}\n"
	    "read (x\n"
	    "< (x OK{*}\n"
	    "raw [x] NOOP{crlf}\n"
	    "read [x]\n"
	    "< [x] OK{*}\n"
	    "raw a\"b\\c NOOP{crlf}\n"
	    "read a\"b\\c\n"
	    "< a\"b\\c OK{*}\n"
	    "raw {rep:100:t} NOOP{crlf}\n"
	    "read ttt\n"
	    "< tttttttttt{*} OK{*}\n"
	    "on P\n"
	    "raw a+b CAPABILITY{crlf}\n"
	    "read a+b\n"
	    "< a+b OK{*}\n"),
	ROW("V0001", AUDIT_2007_ON, WIRE, 0,
	    "the same tag again",
	    "Accepts repeated use of the same tag in subsequent commands.",
	    "on A\n"
	    "raw d NOOP{crlf}\n"
	    "read d\n"
	    "< d OK{*}\n"
	    "raw d NOOP{crlf}\n"
	    "read d\n"
	    "< d OK{*}\n"
	    "= d OK NOOP completed.\n"),
	ROW("V0003", AUDIT_2007_ON, WIRE, AUDIT_ROW_FRESH,
	    "liberal about spaces, as in 2.1.6",
	    "Liberal in parsing the spaces in commands, see 2.1.6: a TAB "
	    "will do.",
	    "on A\n"
	    "raw t1{tab}NOOP{crlf}\n"
	    "read t1\n"
	    "< t1 OK{*}\n"
	    "> LIST \"\"  INBOX\n"
	    "< BAD{*}\n"),
	ROW("V0016", AUDIT_2007_ON, WIRE, 0,
	    "one command is finished before the next",
	    "Does not begin a command before the current one is completed.",
	    "on A\n"
	    "mailbox {S}\n"
	    "append {S} plain\n"
	    "append {S} second\n"
	    "append {S} plain\n"
	    "select {S}\n"
	    "raw p1 STORE 1 +FLAGS (\\Deleted){crlf}p2 EXPUNGE{crlf}"
	    "p3 SEARCH ALL{crlf}\n"
	    "read p1 p2 p3\n"
	    "< p1 OK{*}\n"
	    "< p2 OK{*}\n"
	    "< * SEARCH 1 2\n"
	    "< p3 OK{*}\n"
	    "raw q1 NOOP{crlf}q2 CHECK{crlf}q3 NOOP{crlf}"
	    "q4 STATUS INBOX (MESSAGES){crlf}\n"
	    "read q1 q2 q3 q4\n"
	    "< q1 OK{*}\n"
	    "< q2 OK{*}\n"
	    "< q3 OK{*}\n"
	    "< q4 OK{*}\n"),
	ROW("V0017", AUDIT_2007_ON, WIRE, 0,
	    "serial, so nothing is ambiguous",
	    "Processes commands serially.",
	    "on A\n"
	    "mailbox {S}\n"
	    "append {S} plain\n"
	    "append {S} second\n"
	    "select {S}\n"
	    "raw p1 STORE 1 +FLAGS (\\Deleted){crlf}"
	    "p2 UID FETCH 1:* (FLAGS){crlf}p3 EXPUNGE{crlf}"
	    "p4 FETCH 1:* (UID){crlf}\n"
	    "read p1 p2 p3 p4\n"
	    "< p1 OK{*}\n"
	    "< p2 OK{*}\n"
	    "< p3 OK{*}\n"
	    "< p4 OK{*}\n"),
	ROW("V0047", AUDIT_2007_ON, WIRE, 0,
	    "no experimental commands",
	    "Does not define experimental or expansion commands.",
	    "on A\n"
	    "> X-AUDIT\n"
	    "< BAD{*}\n"
	    "= BAD Command Error. 10\n"
	    "> XLIST \"\" \"INBOX\"\n"
	    "< BAD{*}\n"
	    "> CANCELUPDATE \"x\"\n"
	    "< BAD{*}\n"
	    "= BAD Command Error. 10\n"),
	ROW("V0048", AUDIT_2007_ON, WIRE, 0,
	    "response codes on some answers",
	    "Includes optional response codes in certain status responses.",
	    "on A\n"
	    "mailbox {S}\n"
	    "> SELECT {S}\n"
	    "& * OK [UIDVALIDITY {n}]{*}\n"
	    "& OK [READ-WRITE]{*}\n"
	    "= OK [READ-WRITE] SELECT completed.\n"),
	ROW("V0049", AUDIT_2007_ON, WIRE, 0,
	    "no ALERT, no PARSE",
	    "Does not implement the response codes ALERT and PARSE.",
	    "on P\n"
	    ">+ AUTHENTICATE AUDIT-NONE\n"
	    "! {*}[{ALERT|PARSE}]{*}\n"
	    "> LOGIN\n"
	    "! {*}[{ALERT|PARSE}]{*}\n"
	    "on A\n"
	    "mailbox {S}\n"
	    "append {S} 8bit\n"
	    "select {S}\n"
	    "> FETCH 1 (ENVELOPE BODYSTRUCTURE)\n"
	    "! {*}[{ALERT|PARSE}]{*}\n"
	    "> FETCH 1 (NONSENSE)\n"
	    "! {*}[{ALERT|PARSE}]{*}\n"
	    "> STATUS {S}{/}none (MESSAGES)\n"
	    "! {*}[{ALERT|PARSE}]{*}\n"),
	ROW_C("V0058", AUDIT_2007_ON, WIRE, 0,
	    "continuation for a literal in UID SEARCH",
	    "2010 SP2 and later send it; 2007 and 2010 do not.",
	    "v5.0 of 2012 (V0056) speaks of SEARCH in 2007, 2010, SP1",
	    "on A\n"
	    "mailbox {S}\n"
	    "append {S} plain\n"
	    "select {S}\n"
	    "raw u1 UID SEARCH SUBJECT {4}{crlf}\n"
	    "within 2000 +{*}\n"
	    "[2007-2010] ! +{*}\n"
	    "[2010sp2+] < +{*}\n"
	    "[2010sp2+] = + Ready for additional command text.\n"
	    "more test{crlf}\n"
	    "read u1\n"
	    "< * SEARCH {n}\n"
	    "< u1 OK{*}\n"),
	ROW_C("2.3", AUDIT_2007_ON, WIRE, 0,
	    "invalid values are ignored",
	    "Invalid property values, parameter values and components are "
	    "ignored.",
	    "real servers answer BAD Command Argument Error. 11 to an unknown "
	    "FETCH item: checked as an exact line",
	    "on A\n"
	    "mailbox {S}\n"
	    "append {S} plain\n"
	    "> STATUS {S} (MESSAGES NONSENSE)\n"
	    "< OK{*}\n"
	    "select {S}\n"
	    "> STORE 1 +FLAGS (\\Seen \\Nonsense)\n"
	    "< OK{*}\n"
	    "> FETCH 1 (FLAGS NONSENSE)\n"
	    "= BAD Command Argument Error. 11\n"),
	FUNC("OX <3>", AUDIT_2007_ON, WIRE, AUDIT_ROW_FRESH,
	    "a command has at most 10240 characters",
	    "The maximum command size, arguments included, is 10240 "
	    "characters (note <3>: 2007 and 2010).",
	    audit_func_command_size),
};

const struct audit_rows audit_rows_wire = { rows, N_ELEMENTS(rows) };
