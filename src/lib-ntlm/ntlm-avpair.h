#ifndef NTLM_AVPAIR_H
#define NTLM_AVPAIR_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "ntlm-field.h"

/* The AV pairs of one list that mean something to us. Absent ones have size 0
   and data NULL; an AV_TARGET_NAME of no octets counts as absent. */
struct ntlm_av_pairs {
	/* the whole list, AV_EOL included */
	struct ntlm_field list;

	struct ntlm_field nb_computer, nb_domain;
	struct ntlm_field dns_computer, dns_domain;
	/* NTLM_TIMESTAMP_SIZE octets when present */
	struct ntlm_field timestamp;
	/* NTLM_CHANNEL_BINDING_SIZE octets when present */
	struct ntlm_field channel_binding;
	/* UTF-16LE always, also of OEM clients */
	struct ntlm_field target_name;
	/* enum ntlm_av_flags, 0 when absent */
	uint32_t flags;
};

/* Read a list (MS-NLMP 2.2.2.1). Pairs of fixed size with another size, a pair
   that occurs twice and a list without AV_EOL are errors; what stands behind
   AV_EOL is left alone (clients add 0, 4, 8 or 12 zero octets).
   Returns 0, or -1 and the error. */
int ntlm_av_pairs_read(const unsigned char *data, size_t size,
		       struct ntlm_av_pairs *pairs_r, const char **error_r);

void ntlm_av_pair_write(buffer_t *dest, enum ntlm_av_id id,
			const void *data, size_t size);
/* Write a name as UTF-16LE. The name has been checked to be UTF-8 and
   shorter than 64 kB. */
void ntlm_av_pair_write_name(buffer_t *dest, enum ntlm_av_id id,
			     const char *name);

/* The time as MS-DTYP FILETIME: units of 100 ns since 1601, little-endian. */
void ntlm_timestamp_now(unsigned char timestamp_r[NTLM_TIMESTAMP_SIZE]);

/* One pair at a time, for who copies a list. Returns 1 and the pair, 0 at
   AV_EOL, or -1 and the error. pos starts at 0. */
int ntlm_av_pair_next(const unsigned char *data, size_t size, size_t *pos,
		      enum ntlm_av_id *id_r, struct ntlm_field *value_r,
		      const char **error_r);

#endif
