/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef MAIL_SEVENBIT_CONVERT_H
#define MAIL_SEVENBIT_CONVERT_H

#include "message-part.h"
#include "mail-sevenbit.h"

enum mail_sevenbit_cte {
	/* 7bit, 8bit, binary or no Content-Transfer-Encoding */
	MAIL_SEVENBIT_CTE_NONE,
	MAIL_SEVENBIT_CTE_QP,
	/* base64, and what nobody knows */
	MAIL_SEVENBIT_CTE_OTHER,
};

/* What is done with the body of a part. */
enum mail_sevenbit_action {
	MAIL_SEVENBIT_COPY,
	MAIL_SEVENBIT_QP,
	MAIL_SEVENBIT_BASE64,
	/* is quoted-printable, with octets that should have been encoded */
	MAIL_SEVENBIT_ESCAPE,
	/* octets that have no meaning become "?" */
	MAIL_SEVENBIT_MASK,
};

/* The context of a message_part */
struct mail_sevenbit_part {
	enum mail_sevenbit_action action;
	enum mail_sevenbit_cte cte;
	uoff_t size, specials;
	bool eight_bit, composite, mime_version;
};

/* Parses the message in input and fills the context of every part. Returns 0,
   -1 if input cannot be read. */
int mail_sevenbit_plan(pool_t pool, struct istream *input,
		       struct message_part **parts_r);

#endif
