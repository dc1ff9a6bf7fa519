/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUDIT_ROWS_H
#define AUDIT_ROWS_H

#include "audit.h"

/* Every statement of the documents, one row each: MS-STANXIMAP 2.1 (2.1.x), 2.2
   (C, V, E) and 2.3, MS-OXIMAP4 (OX), MS-STANOIMAP (OL). One table per area. */
struct audit_rows {
	const struct audit_row *rows;
	unsigned int count;
};

extern const struct audit_rows audit_rows_login;
extern const struct audit_rows audit_rows_wire;
extern const struct audit_rows audit_rows_names;
extern const struct audit_rows audit_rows_messages;
extern const struct audit_rows audit_rows_sync;
extern const struct audit_rows audit_rows_auth;
extern const struct audit_rows audit_rows_client;
extern const struct audit_rows audit_rows_client_unseen;

/* All tables. */
extern const struct audit_rows *const audit_rows_all[];
extern const unsigned int audit_rows_all_count;

const struct audit_row *audit_row_find(const char *id);

/* Shorter tables: ROW() is decided by a script, FUNC() by a function, UNSEEN()
   by no one. */
#define ROW(id, versions, area, flags, title, documented, script) \
	{ id, versions, AUDIT_AREA_##area, flags, title, documented, \
	  script, NULL, NULL, NULL }
#define ROW_C(id, versions, area, flags, title, documented, conflict, script) \
	{ id, versions, AUDIT_AREA_##area, flags, title, documented, \
	  script, NULL, NULL, conflict }
#define FUNC(id, versions, area, flags, title, documented, func) \
	{ id, versions, AUDIT_AREA_##area, flags, title, documented, \
	  NULL, func, NULL, NULL }
#define UNSEEN(id, versions, area, title, documented, reason) \
	{ id, versions, AUDIT_AREA_##area, 0, title, documented, \
	  NULL, NULL, reason, NULL }

#endif
