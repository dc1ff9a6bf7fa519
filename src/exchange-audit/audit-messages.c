/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "audit-expand.h"

/* Messages that rows append. Names are what scripts call them. */
static const struct {
	const char *name, *text;
} messages[] = {
	{ "plain",
	  "From: Audit <audit@example.com>\r\n"
	  "To: user@example.com\r\n"
	  "Subject: test message\r\n"
	  "Date: Wed, 01 Jan 2020 09:00:00 +0000\r\n"
	  "Message-ID: <plain@audit.example.com>\r\n"
	  "\r\n"
	  "This is a test.\r\n" },
	{ "second",
	  "From: Audit <audit@example.com>\r\n"
	  "To: user@example.com\r\n"
	  "Subject: another one\r\n"
	  "Message-ID: <second@audit.example.com>\r\n"
	  "\r\n"
	  "Something else.\r\n" },
	/* lines end in LF alone: the stored form differs from MIME's */
	{ "lf",
	  "From: audit@example.com\n"
	  "Subject: only line feeds\n"
	  "\n"
	  "one\ntwo\nthree\n" },
	{ "8bit",
	  "From: J\xc3\xb6rg <joerg@example.com>\r\n"
	  "To: user@example.com\r\n"
	  "Subject: Gr\xc3\xbc\xc3\x9f" "e\r\n"
	  "MIME-Version: 1.0\r\n"
	  "Content-Type: text/plain; charset=utf-8; name=\xc3\xa4.txt\r\n"
	  "Content-Transfer-Encoding: 8bit\r\n"
	  "\r\n"
	  "K\xc3\xb6rper mit \xc3\x9cmlaut\r\n" },
	{ "multipart",
	  "From: audit@example.com\r\n"
	  "Subject: parts\r\n"
	  "MIME-Version: 1.0\r\n"
	  "Content-Type: multipart/mixed; boundary=\"b1\"\r\n"
	  "\r\n"
	  "--b1\r\n"
	  "Content-Type: text/plain; charset=us-ascii\r\n"
	  "Content-Disposition: inline\r\n"
	  "Content-Language: en\r\n"
	  "\r\n"
	  "first\r\n"
	  "--b1\r\n"
	  "Content-Type: text/html; charset=us-ascii\r\n"
	  "Content-Disposition: attachment; filename=a.html\r\n"
	  "\r\n"
	  "<p>second</p>\r\n"
	  "--b1--\r\n" },
	{ "empty-headers",
	  "From: audit@example.com\r\n"
	  "Date: \r\n"
	  "Subject: \r\n"
	  "In-Reply-To: \r\n"
	  "Message-ID: \r\n"
	  "\r\n"
	  "body\r\n" },
	/* drafts as Outlook uploads them (MS-STANOIMAP V0046) */
	{ "draft-subject", "Subject: only\r\n\r\n" },
	{ "draft-unsent",
	  "X-Unsent: 1\r\nSubject: draft\r\n\r\nnot ready\r\n" },
	{ "draft-body", "\r\njust a body\r\n" },
};

const char *audit_message(const char *name)
{
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(messages); i++) {
		if (strcmp(messages[i].name, name) == 0)
			return messages[i].text;
	}
	i_panic("audit: no message named %s", name);
}
