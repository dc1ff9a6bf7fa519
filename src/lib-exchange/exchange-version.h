/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef EXCHANGE_VERSION_H
#define EXCHANGE_VERSION_H

/* The Exchange versions that can be chosen, oldest first. The order is that of
   the rows in exchange-version.c. */
enum exchange_version {
	EXCHANGE_2003,
	EXCHANGE_2007,
	EXCHANGE_2010,
	EXCHANGE_2010SP2,
	EXCHANGE_2013,
	EXCHANGE_2016,
	EXCHANGE_2019,

	EXCHANGE_VERSION_COUNT
};

/* Sets of versions, for exchange-behaviors.def. */
#define EXV_2003	(1U << EXCHANGE_2003)
#define EXV_2007	(1U << EXCHANGE_2007)
#define EXV_2010	(1U << EXCHANGE_2010)
#define EXV_2010SP2	(1U << EXCHANGE_2010SP2)
#define EXV_2013	(1U << EXCHANGE_2013)
#define EXV_2016	(1U << EXCHANGE_2016)
#define EXV_2019	(1U << EXCHANGE_2019)
#define EXV_FROM_2016	(EXV_2016 | EXV_2019)
#define EXV_FROM_2013	(EXV_2013 | EXV_FROM_2016)
#define EXV_FROM_2010SP2 (EXV_2010SP2 | EXV_FROM_2013)
#define EXV_FROM_2010	(EXV_2010 | EXV_FROM_2010SP2)
#define EXV_FROM_2007	(EXV_2007 | EXV_FROM_2010)
#define EXV_ALL		(EXV_2003 | EXV_FROM_2007)
#define EXV_NONE	0U

/* What a version says of itself on the wire. */
struct exchange_version_info {
	/* value of exchange_version */
	const char *name;
	/* text of the greeting, after "* OK " */
	const char *banner;
	/* the year in LOGOUT's BYE line */
	const char *year;
	/* what the reply to ID says; one of 2013 has been seen, the others are
	   the numbers that the versions have elsewhere */
	const char *number;
};

/* Returns the row of a version. */
const struct exchange_version_info *
exchange_version_info(enum exchange_version version);

/* Finds a version by the value of exchange_version; exact spelling only.
   Returns FALSE and a sentence in error_r if there is no such version. */
bool exchange_version_find(const char *name, enum exchange_version *version_r,
			   const char **error_r);

#endif
