/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "audit-rows.h"
#include "rows-func.h"

/* What one session learns of the others, and when. */
static const struct audit_row rows[] = {
	FUNC("2.1.2", AUDIT_2007_ON, SYNC, AUDIT_ROW_AGENT,
	    "a revised message gets a new UID",
	    "A message that another protocol revises replaces the existing "
	    "one with a new UID.",
	    audit_func_revised_in_session),
	FUNC("2.1.3", AUDIT_2007_ON, SYNC, 0,
	    "name, UIDVALIDITY and UID stand for one message",
	    "Adheres to the rule; a revision by another protocol ends in a "
	    "new UID.",
	    audit_func_uids_persist),
	ROW("V0002", AUDIT_2007_ON, SYNC, 0,
	    "sends data unilaterally",
	    "Sends data to the client unilaterally.",
	    "on A\n"
	    "mailbox {S}\n"
	    "select {S}\n"
	    ">+ IDLE\n"
	    "~ +{*}\n"
	    "= + IDLE accepted, awaiting DONE command.\n"
	    "on B\n"
	    "append {S} plain\n"
	    "on A\n"
	    "within 10000 * {n} EXISTS\n"
	    "< * {n} EXISTS\n"
	    "more DONE{crlf}\n"
	    "read {tag}\n"
	    "< OK{*}\n"
	    "= OK IDLE completed.\n"),
	FUNC("V0004", AUDIT_2007_ON, SYNC, AUDIT_ROW_AGENT,
	    "a new UID for a message revised between sessions",
	    "Assigns a new UID to a revised message.",
	    audit_func_revised_between),
	FUNC("V0013", AUDIT_2007_ON, SYNC, AUDIT_ROW_AGENT,
	    "other agents may add, change and remove",
	    "Non-IMAP protocols may add messages, change flags and remove "
	    "messages.",
	    audit_func_agent),
	ROW("V0014", AUDIT_2007_ON, SYNC, 0,
	    "untagged responses with no command in progress",
	    "Can send an untagged response with no command in progress.",
	    "on A\n"
	    "mailbox {S}\n"
	    "select {S}\n"
	    "on B\n"
	    "append {S} plain\n"
	    "on A\n"
	    "within 8000 * {n} EXISTS\n"
	    "< * {n} EXISTS\n"),
	FUNC("V0015", AUDIT_2007_ON, SYNC, AUDIT_ROW_SLOW,
	    "autologout after 30 minutes",
	    "Inactivity autologout after 30 minutes by default; less by "
	    "configuration.",
	    audit_func_autologout),
	ROW("V0035", AUDIT_2007_ON, SYNC, 0,
	    "APPEND to the selected mailbox: EXISTS on success",
	    "Sends an untagged EXISTS upon successful completion of APPEND.",
	    "on A\n"
	    "mailbox {S}\n"
	    "select {S}\n"
	    "> APPEND {S} {msg:plain}\n"
	    "~ OK{*}\n"
	    "within 1000 * {n} EXISTS\n"
	    "& * 1 EXISTS\n"
	    "= OK {*}APPEND completed.\n"),
	ROW("V0036", AUDIT_2007_ON, SYNC, 0,
	    "CHECK is NOOP",
	    "Implements CHECK as identical to NOOP.",
	    "on A\n"
	    "mailbox {S}\n"
	    "select {S}\n"
	    "on B\n"
	    "append {S} plain\n"
	    "on A\n"
	    "> CHECK\n"
	    "< * 1 EXISTS\n"
	    "< OK{*}\n"
	    "= OK CHECK completed.\n"
	    "> CHECK\n"
	    "! * {*}\n"
	    "< OK{*}\n"),
	ROW("V0046", AUDIT_2007_ON, SYNC, 0,
	    "no FETCH for flags changed from outside",
	    "Never sends an untagged FETCH when flags are changed by an "
	    "external source.",
	    "on A\n"
	    "mailbox {S}\n"
	    "append {S} plain\n"
	    "append {S} second\n"
	    "select {S}\n"
	    "on B\n"
	    "select {S}\n"
	    "> STORE 1 +FLAGS (\\Flagged)\n"
	    "~ OK{*}\n"
	    "on A\n"
	    "> NOOP\n"
	    "! * {n} FETCH {*}\n"
	    "< OK{*}\n"
	    "= OK NOOP completed.\n"
	    "> CHECK\n"
	    "! * {n} FETCH {*}\n"
	    "> SEARCH ALL\n"
	    "! * {n} FETCH {*}\n"
	    "> STORE 2 +FLAGS.SILENT (\\Seen)\n"
	    "! * {n} FETCH {*}\n"
	    ">+ IDLE\n"
	    "~ +{*}\n"
	    "on B\n"
	    "> STORE 1 +FLAGS (\\Answered)\n"
	    "~ OK{*}\n"
	    "on A\n"
	    "within 300 * {n} FETCH {*}\n"
	    "! * {n} FETCH {*}\n"
	    "more DONE{crlf}\n"
	    "read {tag}\n"
	    "! * {n} FETCH {*}\n"
	    "< OK{*}\n"),
	ROW("V0055", AUDIT_2007_ON, SYNC, 0,
	    "EXISTS after EXPUNGE",
	    "After EXPUNGE sends an EXISTS with the new size of the mailbox.",
	    "on A\n"
	    "mailbox {S}\n"
	    "append {S} plain\n"
	    "append {S} second\n"
	    "append {S} plain\n"
	    "select {S}\n"
	    "> STORE 1,3 +FLAGS (\\Deleted)\n"
	    "~ OK{*}\n"
	    "> EXPUNGE\n"
	    "< * {n} EXPUNGE\n"
	    "< * {n} EXPUNGE\n"
	    "< * 1 EXISTS\n"
	    "< OK{*}\n"
	    "= OK EXPUNGE completed.\n"),
};

const struct audit_rows audit_rows_sync = { rows, N_ELEMENTS(rows) };
