/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef FUZZ_WIRE_CLIENT_H
#define FUZZ_WIRE_CLIENT_H

#include "fuzz-wire.h"
#include "wire-command-parse.h"

/* A client made from the fuzzer's octets: either one that sends them as they
   are, or one that sends commands, of which it is known what must arrive. */
struct fuzz_client {
	enum wire_command_flags flags;
	size_t max_size;
	/* of the connection */
	size_t buffer_size;

	/* what it sends */
	string_t *sent;
	/* expected and expected_log hold what the server must get, and what it
	   must be told */
	bool expects;
	string_t *expected, *expected_log;
	/* commands so far */
	unsigned int count;
};

void fuzz_client_init(struct fuzz_client *client_r, const uint8_t *data,
		      size_t size, uint32_t *seed_r);
void fuzz_client_deinit(struct fuzz_client *client);

#endif
