/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "audit-rows.h"
#include "rows-func.h"

#define LIST_LITERAL(cmd, name) \
	"* " cmd " ({*}) \"{/}\" {{n}}{crlf}{S}{/}" name "\n"
#define LIST_QUOTED(name) \
	"* LIST ({*}) \"{/}\" \"{S}{/}" name "\"\n"

/* Mailbox names and the commands on them. */
static const struct audit_row rows[] = {
	ROW("V0008", AUDIT_2007_ON, NAMES, 0,
	    "names other than INBOX are case-insensitive too",
	    "Case-insensitive regarding non-INBOX mailbox names.",
	    "on A\n"
	    "mailbox {S}{/}Case\n"
	    "> SELECT {S}{/}cAsE\n"
	    "< OK{*}\n"
	    "> CREATE {S}{/}CASE\n"
	    "< NO{*}\n"
	    "= NO Mailbox already exists.\n"
	    "> LIST \"\" {S}{/}case\n"
	    "< * LIST ({*}) \"{/}\" {\"|}{S}{/}{case|Case}{\"|}\n"),
	ROW_C("V0009", AUDIT_2007_ON, NAMES, 0,
	    "literal for \\ and \", quoted string for other specials",
	    "2007: a literal for a name with a backslash only. 2010 and "
	    "later: for backslash or double quote; quoted string for other "
	    "atom-specials.",
	    "MS-STANXIMAP of 2019; V0030 names only the backslash",
	    "on A\n"
	    "mailbox \"{S}{/}back\\\\slash\"\n"
	    "mailbox \"{S}{/}dq\\\"x\"\n"
	    "mailbox \"{S}{/}pct%x\"\n"
	    "mailbox \"{S}{/}par(x)\"\n"
	    "> LIST \"\" \"{S}{/}*\"\n"
	    "& " LIST_LITERAL("LIST", "back\\slash")
	    "[2010+] & " LIST_LITERAL("LIST", "dq\"x")
	    "[2007] ! " LIST_LITERAL("LIST", "dq\"x")
	    "[2010+] & " LIST_QUOTED("pct%x")
	    "[2010+] & " LIST_QUOTED("par(x)")
	    "[2007] ! " LIST_LITERAL("LIST", "pct%x")),
	ROW("V0010", AUDIT_2007_ON, NAMES, 0,
	    "wildcards and other specials in names",
	    "A name may hold wildcards and other special characters, if "
	    "escaped.",
	    "on A\n"
	    "> CREATE \"{S}{/}pct%x\"\n"
	    "< OK{*}\n"
	    "> CREATE \"{S}{/}st*r\"\n"
	    "< OK{*}\n"
	    "> SELECT \"{S}{/}pct%x\"\n"
	    "< OK{*}\n"
	    "> LIST \"\" \"{S}{/}%\"\n"
	    "& * LIST {*}{S}{/}pct%x{\"|}\n"
	    "& * LIST {*}{S}{/}st*r{\"|}\n"),
	ROW("V0011", AUDIT_2007_ON, NAMES, 0,
	    "/ is the hierarchy delimiter",
	    "Uses the forward slash as the hierarchy delimiter.",
	    "on A\n"
	    "> LIST \"\" \"\"\n"
	    "< * LIST ({*}) \"/\" {*}\n"
	    "> NAMESPACE\n"
	    "= * NAMESPACE ((\"\" \"/\")) NIL NIL\n"),
	ROW("V0012", AUDIT_2007_ON, NAMES, 0,
	    "& only in encoded form, # is free",
	    "A bare & is a shift to modified base64; # needs no escape.",
	    "on A\n"
	    "> CREATE \"{S}{/}amp&-x\"\n"
	    "< OK{*}\n"
	    "> CREATE \"{S}{/}amq&x\"\n"
	    "< {NO|BAD}{*}\n"
	    "> CREATE \"{S}{/}#hash\"\n"
	    "< OK{*}\n"
	    "> LIST \"\" \"{S}{/}*\"\n"
	    "& * LIST {*}{S}{/}amp&-x{\"|}\n"
	    "& * LIST {*}{S}{/}#hash{\"|}\n"),
	FUNC("C0002", AUDIT_2007_ON, NAMES, 0,
	    "at most 31 levels",
	    "Hierarchy depth is limited to 31 levels.",
	    audit_func_depth),
	FUNC("C0003", AUDIT_2007_ON, NAMES, 0,
	    "names have at most 250 characters",
	    "Mailbox names are limited to 250 characters; longer ones are "
	    "truncated when retrieved.",
	    audit_func_name_length),
	ROW("V0026", AUDIT_2007_ON, NAMES, 0,
	    "CREATE makes the superior names",
	    "Creates all superior hierarchical names.",
	    "on A\n"
	    "> CREATE {S}{/}a{/}b{/}c\n"
	    "< OK{*}\n"
	    "= OK CREATE completed.\n"
	    "> LIST \"\" \"{S}{/}*\"\n"
	    "& * LIST ({*}) \"{/}\" {\"|}{S}{/}a{\"|}\n"
	    "& * LIST ({*}) \"{/}\" {\"|}{S}{/}a{/}b{\"|}\n"),
	ROW("V0027", AUDIT_2007_ON, NAMES, 0,
	    "a mailbox with inferiors cannot be deleted",
	    "Does not allow a mailbox with inferior names to be deleted.",
	    "on A\n"
	    "mailbox {S}{/}d\n"
	    "mailbox {S}{/}d{/}e\n"
	    "> DELETE {S}{/}d\n"
	    "< {NO|BAD}{*}\n"
	    "> SELECT {S}{/}d\n"
	    "< OK{*}\n"),
	ROW("V0028", AUDIT_2007_ON, NAMES, 0,
	    "RENAME to a name with / is BAD",
	    "The separator is not supported in the new name: BAD.",
	    "on A\n"
	    "mailbox {S}{/}old\n"
	    "> RENAME {S}{/}old {S}{/}new\n"
	    "< BAD{*}\n"),
	ROW("V0029", AUDIT_2007_ON, NAMES, 0,
	    "SUBSCRIBE does not check the mailbox",
	    "Does not validate that the mailbox exists.",
	    "on A\n"
	    "> SUBSCRIBE {S}{/}nosuch\n"
	    "< OK{*}\n"
	    "= OK SUBSCRIBE completed.\n"
	    "> UNSUBSCRIBE {S}{/}nosuch\n"
	    "< OK{*}\n"),
	ROW("V0030", AUDIT_2007_ON, NAMES, 0,
	    "LIST: literal for a name with a backslash",
	    "Returns such a name as a literal preceded by its length.",
	    "on A\n"
	    "mailbox \"{S}{/}back\\\\slash\"\n"
	    "> LIST \"\" \"{S}{/}*\"\n"
	    "< " LIST_LITERAL("LIST", "back\\slash")),
	ROW("V0031", AUDIT_2007_ON, NAMES, 0,
	    "LIST with a reference without / at its end",
	    "Simply returns \"LIST completed\".",
	    "on A\n"
	    "mailbox {S}{/}a\n"
	    "> LIST {S} \"*\"\n"
	    "! * LIST {*}\n"
	    "< OK{*}\n"
	    "= OK LIST completed.\n"
	    "> LIST {S}{/} \"*\"\n"
	    "& * LIST {*}{S}{/}a{\"|}\n"),
	ROW("V0032", AUDIT_2007_ON, NAMES, 0,
	    "no mailbox is hidden from wildcards",
	    "Does not hide any mailboxes from wildcard characters.",
	    "on A\n"
	    "mailbox \"{S}{/}sp ace\"\n"
	    "mailbox \"{S}{/}par(x)\"\n"
	    "mailbox \"{S}{/}#hash\"\n"
	    "mailbox \"{S}{/}g&APw-n\"\n"
	    "> LIST \"\" \"*\"\n"
	    "& * LIST {*}{S}{/}sp ace\"\n"
	    "& * LIST {*}{S}{/}par(x)\"\n"
	    "& * LIST {*}{S}{/}#hash{\"|}\n"
	    "& * LIST {*}{S}{/}g&APw-n{\"|}\n"),
	ROW("V0033", AUDIT_2007_ON, NAMES, 0,
	    "LSUB: literal for a backslash, from 2010 for \" too",
	    "Returns such names as a literal preceded by their length.",
	    "on A\n"
	    "mailbox \"{S}{/}back\\\\slash\"\n"
	    "mailbox \"{S}{/}dq\\\"x\"\n"
	    "> SUBSCRIBE \"{S}{/}back\\\\slash\"\n"
	    "> SUBSCRIBE \"{S}{/}dq\\\"x\"\n"
	    "> LSUB \"\" \"{S}{/}*\"\n"
	    "& " LIST_LITERAL("LSUB", "back\\slash")
	    "[2010+] & " LIST_LITERAL("LSUB", "dq\"x")),
	ROW("V0034", AUDIT_2007_ON, NAMES, 0,
	    "LSUB may have other flags than LIST",
	    "Supports LSUB responses with flags that differ from LIST's.",
	    "on A\n"
	    "mailbox {S}{/}a{/}b\n"
	    "> SUBSCRIBE {S}{/}a{/}b\n"
	    "< OK{*}\n"
	    "> LIST \"\" {S}{/}a{/}b\n"
	    "< * LIST ({*}) \"{/}\" {\"|}{S}{/}a{/}b{\"|}\n"
	    "> LSUB \"\" {S}{/}a{/}b\n"
	    "< * LSUB ({*}) \"{/}\" {\"|}{S}{/}a{/}b{\"|}\n"),
	ROW("V0053", AUDIT_2007_ON, NAMES, 0,
	    "\\Marked and \\Noselect, no \\Noinferiors, no \\Unmarked",
	    "Uses \\Marked and \\Noselect; uses neither \\Noinferiors nor "
	    "\\Unmarked.",
	    "on A\n"
	    "mailbox {S}{/}fresh\n"
	    "mailbox {S}{/}empty\n"
	    "append {S}{/}fresh plain\n"
	    "> LIST \"\" \"{S}{/}%\"\n"
	    "! * LIST ({*}\\{Unmarked|UnMarked|Noinferiors|NoInferiors}{*}\n"
	    "& * LIST ({*}\\Marked{*}) {*}{S}{/}fresh{\"|}\n"
	    /* 2010 without CHILDREN among its capabilities shows none */
	    "[2010-2010sp2] = * LIST (\\Marked{ \\HasNoChildren|}) \"/\" "
	    "{S}/fresh\n"
	    "[2013+] = * LIST (\\Marked \\HasNoChildren) \"/\" "
	    "{S}/fresh\n"),
	FUNC("OX <1>", AUDIT_2007 | AUDIT_2010 | AUDIT_2010SP2, NAMES, 0,
	    "2007 and 2010: at most 31 levels",
	    "The folder hierarchy depth is limited to 31 levels.",
	    audit_func_depth),
	FUNC("OX <2>", AUDIT_2007 | AUDIT_2010 | AUDIT_2010SP2, NAMES, 0,
	    "2007 and 2010: names have at most 250 characters",
	    "Longer names cannot be created, and are truncated when "
	    "retrieved.",
	    audit_func_name_length),
	ROW_C("OX <7>", AUDIT_2003 | AUDIT_2007 | AUDIT_2010 | AUDIT_2010SP2,
	    NAMES, 0,
	    "all specials in names but the delimiter",
	    "Special characters are allowed in folder names, except /; "
	    "quoted or as literals.",
	    "the note cites RFC 1734 (POP3 AUTH); IMAP's specials are meant",
	    "on A\n"
	    "> CREATE \"{S}{/}a.b\"\n"
	    "< OK{*}\n"
	    "> CREATE \"{S}{/}~tilde\"\n"
	    "< OK{*}\n"
	    "> CREATE \"{S}{/}( )[]<>?!\"\n"
	    "< OK{*}\n"
	    "> CREATE \"{S}{/}%*#$'`\"\n"
	    "< OK{*}\n"
	    "> CREATE \"{S}{/}{+=^|:;,@}\"\n"
	    "< OK{*}\n"
	    "> CREATE \"{S}{/}q\\\"b\\\\x\"\n"
	    "< OK{*}\n"
	    /* "in order to be able to list and access those folders" */
	    "> LIST \"\" \"{S}{/}*\"\n"
	    "& * LIST {*}{S}{/}a.b{\"|}\n"
	    "& * LIST {*}{S}{/}( )[]<>?!\"\n"
	    "& * LIST {*}{S}{/}%*#$'`{\"|}\n"
	    "> SELECT \"{S}{/}( )[]<>?!\"\n"
	    "< OK{*}\n"
	    "> SELECT \"{S}{/}q\\\"b\\\\x\"\n"
	    "< OK{*}\n"),
};

const struct audit_rows audit_rows_names = { rows, N_ELEMENTS(rows) };
