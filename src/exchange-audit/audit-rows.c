/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "audit-rows.h"

const struct audit_rows *const audit_rows_all[] = {
	&audit_rows_login,
	&audit_rows_wire,
	&audit_rows_names,
	&audit_rows_messages,
	&audit_rows_sync,
	&audit_rows_auth,
	&audit_rows_client,
	&audit_rows_client_unseen,
};
const unsigned int audit_rows_all_count = N_ELEMENTS(audit_rows_all);

static const struct {
	const char *name;
	unsigned int bit;
} versions[] = {
	{ "2003", AUDIT_2003 },
	{ "2007", AUDIT_2007 },
	{ "2010", AUDIT_2010 },
	{ "2010sp2", AUDIT_2010SP2 },
	{ "2013", AUDIT_2013 },
	{ "2016", AUDIT_2016 },
	{ "2019", AUDIT_2019 },
	/* the documents say the same of SP1 as of 2010 */
	{ "2010sp1", AUDIT_2010 },
};
#define VERSION_COUNT 7

const struct audit_row *audit_row_find(const char *id)
{
	unsigned int i, j;

	for (i = 0; i < audit_rows_all_count; i++) {
		for (j = 0; j < audit_rows_all[i]->count; j++) {
			if (strcmp(audit_rows_all[i]->rows[j].id, id) == 0)
				return &audit_rows_all[i]->rows[j];
		}
	}
	return NULL;
}

const char *audit_verdict_name(enum audit_verdict verdict)
{
	static const char *const names[AUDIT_VERDICT_COUNT] = {
		"holds", "differs", "not observable", "skipped"
	};

	i_assert(verdict < AUDIT_VERDICT_COUNT);
	return names[verdict];
}

const char *audit_area_name(enum audit_area area)
{
	static const char *const names[AUDIT_AREA_COUNT] = {
		"login", "wire", "names", "messages", "sync", "auth", "client"
	};

	i_assert(area < AUDIT_AREA_COUNT);
	return names[area];
}

const char *audit_versions_name(unsigned int bits)
{
	string_t *str = t_str_new(64);
	unsigned int i;

	for (i = 0; i < VERSION_COUNT; i++) {
		/* "2010+" if nothing later is missing */
		if ((bits | (versions[i].bit - 1)) == AUDIT_ALL &&
		    (bits & versions[i].bit) != 0 && str_len(str) == 0) {
			return i == VERSION_COUNT - 1 ? versions[i].name :
				t_strconcat(versions[i].name, "+", NULL);
		}
		if ((bits & versions[i].bit) == 0)
			continue;
		if (str_len(str) > 0)
			str_append(str, ", ");
		str_append(str, versions[i].name);
	}
	return str_c(str);
}

unsigned int audit_version_parse(const char *name)
{
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(versions); i++) {
		if (strcmp(versions[i].name, name) == 0)
			return versions[i].bit;
	}
	return 0;
}
