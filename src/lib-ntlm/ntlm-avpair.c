/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "byteorder.h"
#include "time-util.h"
#include "ntlm-avpair.h"
#include "ntlm-unicode.h"

#define AV_HEADER_SIZE 4
/* 1601-01-01 to 1970-01-01 in seconds */
#define FILETIME_UNIX_EPOCH 11644473600ULL
#define FILETIME_PER_SEC 10000000ULL

/* The pairs that are kept: where, and of what size (0 = any) */
static const struct {
	enum ntlm_av_id id;
	size_t size;
	size_t offset;
} av_table[] = {
#define AV(id, size, member) \
	{ id, size, offsetof(struct ntlm_av_pairs, member) }
	AV(NTLM_AV_NB_COMPUTER, 0, nb_computer),
	AV(NTLM_AV_NB_DOMAIN, 0, nb_domain),
	AV(NTLM_AV_DNS_COMPUTER, 0, dns_computer),
	AV(NTLM_AV_DNS_DOMAIN, 0, dns_domain),
	AV(NTLM_AV_TIMESTAMP, NTLM_TIMESTAMP_SIZE, timestamp),
	AV(NTLM_AV_TARGET_NAME, 0, target_name),
	AV(NTLM_AV_CHANNEL_BINDINGS, NTLM_CHANNEL_BINDING_SIZE,
	   channel_binding),
#undef AV
};

int ntlm_av_pair_next(const unsigned char *data, size_t size, size_t *pos,
		      enum ntlm_av_id *id_r, struct ntlm_field *value_r,
		      const char **error_r)
{
	size_t left, len;

	i_assert(*pos <= size);

	left = size - *pos;
	if (left < AV_HEADER_SIZE) {
		*error_r = "AV pairs end without AV_EOL";
		return -1;
	}
	*id_r = ntlm_get16(data, *pos);
	len = ntlm_get16(data, *pos + 2);
	if (len > left - AV_HEADER_SIZE) {
		*error_r = t_strdup_printf("AV pair %u of %zu octets is longer "
					   "than its list", *id_r, len);
		return -1;
	}
	value_r->data = data + *pos + AV_HEADER_SIZE;
	value_r->size = len;
	*pos += AV_HEADER_SIZE + len;
	if (*id_r != NTLM_AV_EOL)
		return 1;
	if (len != 0) {
		*error_r = "AV_EOL is not empty";
		return -1;
	}
	return 0;
}

static struct ntlm_field *
av_member(struct ntlm_av_pairs *pairs, enum ntlm_av_id id, size_t *size_r)
{
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(av_table); i++) {
		if (av_table[i].id == id) {
			*size_r = av_table[i].size;
			return PTR_OFFSET(pairs, av_table[i].offset);
		}
	}
	return NULL;
}

static int av_pair_keep(struct ntlm_av_pairs *pairs, enum ntlm_av_id id,
			const struct ntlm_field *value, const char **error_r)
{
	struct ntlm_field *member;
	size_t want;

	if (id == NTLM_AV_FLAGS) {
		want = sizeof(pairs->flags);
		if (value->size == want)
			pairs->flags = ntlm_get32(value->data, 0);
	} else if ((member = av_member(pairs, id, &want)) == NULL) {
		return 0;
	} else {
		*member = *value;
	}
	if (want != 0 && value->size != want) {
		*error_r = t_strdup_printf("AV pair %u has %zu octets",
					   id, value->size);
		return -1;
	}
	return 0;
}

int ntlm_av_pairs_read(const unsigned char *data, size_t size,
		       struct ntlm_av_pairs *pairs_r, const char **error_r)
{
	struct ntlm_field value;
	enum ntlm_av_id id;
	uint32_t seen = 0;
	size_t pos = 0;
	int ret;

	i_zero(pairs_r);
	while ((ret = ntlm_av_pair_next(data, size, &pos, &id, &value,
					error_r)) > 0) {
		if (id >= 32)
			continue;
		/* CVE-2019-1166: a second AV_FLAGS took the MIC bit away */
		if ((seen & (1U << id)) != 0) {
			*error_r = t_strdup_printf("AV pair %u is there twice",
						   id);
			return -1;
		}
		seen |= 1U << id;
		if (av_pair_keep(pairs_r, id, &value, error_r) < 0)
			return -1;
	}
	if (ret < 0)
		return -1;
	pairs_r->list.data = data;
	pairs_r->list.size = pos;
	return 0;
}

void ntlm_av_pair_write(buffer_t *dest, enum ntlm_av_id id,
			const void *data, size_t size)
{
	unsigned char header[AV_HEADER_SIZE];

	i_assert(size <= UINT16_MAX);

	cpu16_to_le_unaligned(id, header);
	cpu16_to_le_unaligned(size, header + 2);
	buffer_append(dest, header, sizeof(header));
	buffer_append(dest, data, size);
}

void ntlm_av_pair_write_name(buffer_t *dest, enum ntlm_av_id id,
			     const char *name)
{
	buffer_t *utf16 = t_buffer_create(128);

	if (ntlm_utf8_to_utf16(name, utf16) < 0)
		i_unreached();
	ntlm_av_pair_write(dest, id, utf16->data, utf16->used);
}

void ntlm_timestamp_now(unsigned char timestamp_r[NTLM_TIMESTAMP_SIZE])
{
	struct timeval now;
	uint64_t filetime;

	i_gettimeofday(&now);
	filetime = ((uint64_t)now.tv_sec + FILETIME_UNIX_EPOCH) *
		FILETIME_PER_SEC + (uint64_t)now.tv_usec * 10;
	cpu64_to_le_unaligned(filetime, timestamp_r);
}
