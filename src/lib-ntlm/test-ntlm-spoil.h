#ifndef TEST_NTLM_SPOIL_H
#define TEST_NTLM_SPOIL_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "byteorder.h"
#include "test-ntlm-util.h"

/* For tests that change a right AUTHENTICATE of alice and send it. */

/* descriptors of AUTHENTICATE */
enum {
	POS_LM = 12,
	POS_NT = 20,
	POS_DOMAIN = 28,
	POS_USER = 36,
	POS_WORKSTATION = 44,
	POS_SESSION_KEY = 52,
	POS_FLAGS = 60,
	POS_MIC = 72,
};

static inline void put16(buffer_t *msg, size_t pos, uint16_t value)
{
	unsigned char octets[2];

	cpu16_to_le_unaligned(value, octets);
	buffer_write(msg, pos, octets, 2);
}

static inline void put32(buffer_t *msg, size_t pos, uint32_t value)
{
	unsigned char octets[4];

	cpu32_to_le_unaligned(value, octets);
	buffer_write(msg, pos, octets, 4);
}

static inline uint16_t field_len(const buffer_t *msg, size_t pos)
{
	return le16_to_cpu_unaligned(CONST_PTR_OFFSET(msg->data, pos));
}

static inline uint32_t field_offset(const buffer_t *msg, size_t pos)
{
	return le32_to_cpu_unaligned(CONST_PTR_OFFSET(msg->data, pos + 4));
}

/* policy NULL: test_policy() */
static inline void spoil_begin(struct test_exchange *exchange,
			       const struct ntlm_policy *policy, bool secured)
{
	static const struct ntlm_client_params alice = {
		.user = "alice",
		.domain = "DOM",
		.password = "Password",
	};
	static struct ntlm_policy defaults;

	test_policy(&defaults);
	test_exchange_begin(exchange, policy == NULL ? &defaults : policy,
			    secured, &alice);
}

static inline enum ntlm_reason spoil_end(struct test_exchange *exchange)
{
	enum ntlm_reason reason = test_exchange_finish(exchange, "Password");

	test_exchange_end(exchange);
	return reason;
}

#endif
