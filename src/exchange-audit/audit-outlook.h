/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUDIT_OUTLOOK_H
#define AUDIT_OUTLOOK_H

#include "audit.h"

/* Plays a session of Outlook 2007 or 2010 as MS-STANOIMAP describes it and
   reports what it asks of the server. Returns the number of demands that were
   not met. */
unsigned int audit_outlook(struct audit *audit, unsigned int year,
			   struct ostream *output);

#endif
