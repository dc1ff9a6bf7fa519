/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "audit-rows.h"
#include "rows-func.h"

#define SYSTEM_FLAGS "\\Seen \\Answered \\Flagged \\Deleted \\Draft"

/* Flags, sizes, searching and fetching. */
static const struct audit_row rows[] = {
	ROW("E0001", AUDIT_2007_ON, MESSAGES, 0,
	    "$MDNSent is a keyword of the server",
	    "Defines the $MDNSent keyword, which a client sets when it sends "
	    "an MDN.",
	    "on A\n"
	    "mailbox {S}\n"
	    "append {S} plain\n"
	    "> SELECT {S}\n"
	    "& * FLAGS ({*}$MDNSent{*})\n"
	    "& * OK [PERMANENTFLAGS ({*}$MDNSent{*})]{*}\n"
	    "> STORE 1 +FLAGS ($MDNSent)\n"
	    "< OK{*}\n"
	    "> FETCH 1 (FLAGS)\n"
	    "< * 1 FETCH (FLAGS ({*}$MDNSent{*}))\n"),
	ROW("V0005", AUDIT_2007_ON, MESSAGES, 0,
	    "no client-defined keywords",
	    "Does not support client-defined keywords.",
	    "on A\n"
	    "mailbox {S}\n"
	    "append {S} plain\n"
	    "> SELECT {S}\n"
	    "! * OK [PERMANENTFLAGS ({*}\\*{*}\n"
	    "= * OK [PERMANENTFLAGS (" SYSTEM_FLAGS " $MDNSent)] Permanent "
	    "flags\n"
	    "> STORE 1 +FLAGS (auditword)\n"
	    "> FETCH 1 (FLAGS)\n"
	    "< * 1 FETCH (FLAGS ({*}))\n"
	    "! {*}auditword{*}\n"
	    "> APPEND {S} (\\Seen auditword) {msg:second}\n"
	    "> FETCH 1:* (FLAGS)\n"
	    "! {*}auditword{*}\n"),
	FUNC("V0006", AUDIT_2007_ON, MESSAGES, 0,
	    "RFC822.SIZE is the stored size",
	    "The size is the storage that the message occupies; by "
	    "configuration the exact MIME size.",
	    audit_func_size_fetch),
	ROW("V0007", AUDIT_2007_ON, MESSAGES, 0,
	    "never sends 8-bit",
	    "Does not transmit 8-bit or multi-octet characters.",
	    "on A\n"
	    "mailbox {S}\n"
	    "append {S} 8bit\n"
	    "select {S}\n"
	    "> FETCH 1 (BODY.PEEK[HEADER])\n"
	    "~ OK{*}\n"
	    "! {*}{8bit}{*}\n"
	    "> FETCH 1 (BODY.PEEK[])\n"
	    "~ OK{*}\n"
	    "! {*}{8bit}{*}\n"
	    "> FETCH 1 (ENVELOPE BODYSTRUCTURE)\n"
	    "~ OK{*}\n"
	    "! {*}{8bit}{*}\n"),
	ROW("V0037", AUDIT_2007_ON, MESSAGES, 0,
	    "SEARCH knows only US-ASCII",
	    "Supports only the US-ASCII character set.",
	    "on A\n"
	    "mailbox {S}\n"
	    "append {S} plain\n"
	    "select {S}\n"
	    "> SEARCH CHARSET US-ASCII SUBJECT test\n"
	    "< * SEARCH 1\n"
	    "< OK{*}\n"
	    "> SEARCH CHARSET UTF-8 SUBJECT test\n"
	    "< NO{*}\n"),
	ROW("V0038", AUDIT_2007_ON, MESSAGES, 0,
	    "BADCHARSET (US-ASCII)",
	    "The NO has the BADCHARSET response code followed by (US-ASCII).",
	    "on A\n"
	    "mailbox {S}\n"
	    "select {S}\n"
	    "> SEARCH CHARSET AUDIT-NONE ALL\n"
	    "< NO [BADCHARSET (US-ASCII)]{*}\n"
	    "= NO [BADCHARSET (US-ASCII)] The specified charset is not "
	    "supported.\n"),
	ROW("V0039", AUDIT_2007_ON, MESSAGES, 0,
	    "SEARCH KEYWORD finds $MDNSent only",
	    "Supports only the $MDNSent flag for the KEYWORD search key.",
	    "on A\n"
	    "mailbox {S}\n"
	    "append {S} plain\n"
	    "append {S} second\n"
	    "select {S}\n"
	    "> STORE 1 +FLAGS ($MDNSent)\n"
	    "> STORE 1 +FLAGS (auditword)\n"
	    "> SEARCH KEYWORD $MDNSent\n"
	    "< * SEARCH 1\n"
	    "> SEARCH KEYWORD auditword\n"
	    "! * SEARCH 1{*}\n"),
	FUNC("V0040", AUDIT_2007_ON, MESSAGES, 0,
	    "LARGER takes the stored size",
	    "Compares the RFC size if it is known, else the stored size; by "
	    "configuration always the RFC size.",
	    audit_func_size_larger),
	FUNC("V0041", AUDIT_2007_ON, MESSAGES, 0,
	    "SMALLER takes the stored size",
	    "Compares the RFC size if it is known, else the stored size; by "
	    "configuration always the RFC size.",
	    audit_func_size_smaller),
	ROW("V0042", AUDIT_2007_ON, MESSAGES, 0,
	    "SEARCH UNKEYWORD knows $MDNSent only",
	    "Supports only the $MDNSent flag for the UNKEYWORD search key.",
	    "on A\n"
	    "mailbox {S}\n"
	    "append {S} plain\n"
	    "append {S} second\n"
	    "select {S}\n"
	    "> STORE 1 +FLAGS ($MDNSent)\n"
	    "> STORE 1 +FLAGS (auditword)\n"
	    "> SEARCH UNKEYWORD $MDNSent\n"
	    "< * SEARCH 2\n"
	    "> SEARCH UNKEYWORD auditword\n"
	    "! * SEARCH 2\n"),
	ROW("V0043", AUDIT_2007_ON, MESSAGES, 0,
	    "search keys nest ten levels deep",
	    "There can be as many as ten levels of recursion.",
	    "on A\n"
	    "mailbox {S}\n"
	    "append {S} plain\n"
	    "select {S}\n"
	    "> SEARCH {rep:10:(}ALL{rep:10:)}\n"
	    "< * SEARCH 1\n"
	    "< OK{*}\n"
	    "> SEARCH {rep:11:(}ALL{rep:11:)}\n"
	    "< {NO|BAD}{*}\n"
	    /* the form that the statement shows for four levels */
	    "> SEARCH (SUBJECT test (OR DELETED (OR SEEN (OR DRAFT ALL))))\n"
	    "< * SEARCH 1\n"
	    "< OK{*}\n"),
	ROW("V0044", AUDIT_2007_ON, MESSAGES, 0,
	    "flags change by STORE and from outside",
	    "Dynamic items change by a STORE command or by external events.",
	    "on A\n"
	    "mailbox {S}\n"
	    "append {S} plain\n"
	    "select {S}\n"
	    "> STORE 1 +FLAGS (\\Answered)\n"
	    "< OK{*}\n"
	    "= OK STORE completed.\n"
	    "on B\n"
	    "select {S}\n"
	    "> STORE 1 +FLAGS (\\Flagged)\n"
	    "< OK{*}\n"
	    "on A\n"
	    "> NOOP\n"
	    "> FETCH 1 (FLAGS)\n"
	    "& * 1 FETCH ({*}\\Flagged{*})\n"
	    "& * 1 FETCH ({*}\\Answered{*})\n"),
	FUNC("V0045", AUDIT_2007_ON, MESSAGES, 0,
	    "FETCH RFC822.SIZE is the stored size",
	    "The RFC size if it is known, else the stored size; by "
	    "configuration always the RFC size.",
	    audit_func_size_fetch),
	ROW("V0054", AUDIT_2007_ON, MESSAGES, 0,
	    "FLAGS lists the system flags and $MDNSent",
	    "See 2.2.4: system flags and $MDNSent.",
	    "on A\n"
	    "mailbox {S}\n"
	    "> SELECT {S}\n"
	    "& * FLAGS ({*}\\Answered{*})\n"
	    "& * FLAGS ({*}\\Flagged{*})\n"
	    "& * FLAGS ({*}\\Deleted{*})\n"
	    "& * FLAGS ({*}\\Seen{*})\n"
	    "& * FLAGS ({*}\\Draft{*})\n"
	    "& * FLAGS ({*}$MDNSent{*})\n"
	    "[2010+] = * {n} EXISTS\n"
	    "[2010+] = * {n} RECENT\n"
	    "= * FLAGS (" SYSTEM_FLAGS " $MDNSent)\n"
	    "= * OK [PERMANENTFLAGS (" SYSTEM_FLAGS " $MDNSent)] Permanent "
	    "flags\n"
	    "[2010+] = * OK [UIDVALIDITY {n}] UIDVALIDITY value\n"
	    "[2010+] = * OK [UIDNEXT {n}] The next unique identifier value\n"
	    "= OK [READ-WRITE] SELECT completed.\n"),
	ROW("V0056", AUDIT_2007_ON, MESSAGES, 0,
	    "extension data in BODYSTRUCTURE, not in BODY",
	    "Returns extension data as part of a BODYSTRUCTURE fetch.",
	    "on A\n"
	    "mailbox {S}\n"
	    "append {S} multipart\n"
	    "select {S}\n"
	    "> FETCH 1 (BODY)\n"
	    "< * 1 FETCH (BODY ({*}\"{mixed|MIXED}\"))\n"
	    "> FETCH 1 (BODYSTRUCTURE)\n"
	    "< * 1 FETCH (BODYSTRUCTURE ({*}\"{mixed|MIXED}\" "
	    "(\"{boundary|BOUNDARY}\" {*}))\n"),
	ROW("V0057", AUDIT_2007_ON, MESSAGES, 0,
	    "empty headers are NIL in ENVELOPE",
	    "Empty Date, Subject, In-Reply-To and Message-ID are NIL.",
	    "on A\n"
	    "mailbox {S}\n"
	    "append {S} empty-headers\n"
	    "select {S}\n"
	    "> FETCH 1 (ENVELOPE)\n"
	    "< * 1 FETCH (ENVELOPE (NIL NIL {*} NIL NIL))\n"
	    "= OK FETCH completed.\n"),
	FUNC("OX <5>", AUDIT_2010 | AUDIT_2010SP2, MESSAGES, 0,
	    "2010: sizes are not exact by default",
	    "Not RFC822-compliant by default; EnableExactRFC822Size makes "
	    "it so.",
	    audit_func_size_fetch),
	UNSEEN("OX <6>", AUDIT_2003, MESSAGES,
	    "2003: MAPI messages are converted when first retrieved",
	    "The size may change with the first retrieval.",
	    "only a message that came by MAPI can show it"),
	FUNC("OX <8>", AUDIT_2007 | AUDIT_2010 | AUDIT_2010SP2, MESSAGES, 0,
	    "2007 and 2010: the size told first may be another",
	    "RFC822.SIZE before the message is retrieved can differ from the "
	    "size calculated when it is converted.",
	    audit_func_size_fetch),
	/* 2007 and 2010 build the text again; nothing says in what form, so the
	   same octets are as good as any */
	FUNC("OX <9>", AUDIT_2003, MESSAGES, 0,
	    "2003 keeps the MIME stream",
	    "2003 preserves the MIME stream; 2007 and 2010 regenerate it "
	    "whenever a message is retrieved.",
	    audit_func_mime_kept),
};

const struct audit_rows audit_rows_messages = { rows, N_ELEMENTS(rows) };
