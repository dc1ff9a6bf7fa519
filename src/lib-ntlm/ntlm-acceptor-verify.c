/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "array.h"
#include "buffer.h"
#include "safe-memset.h"
#include "ntlm-acceptor-private.h"
#include "ntlm-channel-binding.h"
#include "ntlm-crypto.h"
#include "ntlm-target.h"
#include "ntlm-unicode.h"

ARRAY_DEFINE_TYPE(ntlm_field, struct ntlm_field);

static void name_add(ARRAY_TYPE(ntlm_field) *names, const buffer_t *name)
{
	struct ntlm_field *field;

	array_foreach_modifiable(names, field) {
		if (field->size == name->used &&
		    memcmp(field->data, name->data, name->used) == 0)
			return;
	}
	field = array_append_space(names);
	field->data = name->data;
	field->size = name->used;
}

/* The UTF-16LE spellings of a name on the wire that a client may have hashed:
   the one that it sent; of OEM clients also their octets made Unicode one by
   one, which is what curl hashes. Same names are listed once, and ASCII
   names have one spelling only. */
static void
name_spellings(const struct ntlm_acceptor *acceptor,
	       const struct ntlm_field *wire, const char *utf8,
	       ARRAY_TYPE(ntlm_field) *names)
{
	buffer_t *name = t_buffer_create(64);

	if ((acceptor->flags & NTLM_NEGOTIATE_UNICODE) != 0) {
		buffer_append(name, wire->data, wire->size);
		name_add(names, name);
		return;
	}
	if (ntlm_utf8_to_utf16(utf8, name) == 0)
		name_add(names, name);
	name = t_buffer_create(64);
	ntlm_octets_to_utf16(wire->data, wire->size, name);
	name_add(names, name);
}

static bool is_ascii(const struct ntlm_field *utf16)
{
	size_t i;

	for (i = 0; i < utf16->size; i += 2) {
		if (ntlm_get16(utf16->data, i) >= 0x80)
			return FALSE;
	}
	return TRUE;
}

/* Everybody upper-cases ASCII alike; for other letters clients have their own
   ways. */
static void user_candidates(const struct ntlm_acceptor *acceptor,
			    ARRAY_TYPE(ntlm_field) *users)
{
	ARRAY_TYPE(ntlm_field) names;
	const struct ntlm_field *name;
	unsigned int how, count;
	buffer_t *upper;

	t_array_init(&names, 2);
	name_spellings(acceptor, &acceptor->authenticate.user,
		       acceptor->verdict.user, &names);
	array_foreach(&names, name) {
		count = is_ascii(name) ? 1 : NTLM_UPCASE_COUNT;
		for (how = 0; how < count; how++) {
			upper = t_buffer_create(64);
			ntlm_utf16_upcase(name->data, name->size, how, upper);
			name_add(users, upper);
		}
	}
}

/* As sent; NIL, because "servers SHOULD support clients which incorrectly use
   NIL for the UserDom" (MS-NLMP 3.2.5.1.2); upper-cased, as some did. */
static void domain_candidates(const struct ntlm_acceptor *acceptor,
			      ARRAY_TYPE(ntlm_field) *domains)
{
	const struct ntlm_field *name;
	buffer_t *upper;
	unsigned int i, count;

	name_spellings(acceptor, &acceptor->authenticate.domain,
		       acceptor->verdict.domain, domains);
	count = array_count(domains);
	for (i = 0; i < count; i++) {
		name = array_idx(domains, i);
		upper = t_buffer_create(64);
		ntlm_utf16_upcase(name->data, name->size, NTLM_UPCASE_SIMPLE,
				  upper);
		name_add(domains, upper);
	}
	name_add(domains, t_buffer_create(1));
}

static bool
verify_v2_as(const struct ntlm_acceptor *acceptor,
	     const unsigned char nt_hash[NTLM_HASH_SIZE],
	     const struct ntlm_field *user, const struct ntlm_field *domain,
	     unsigned char session_key_r[NTLM_HASH_SIZE])
{
	const struct ntlm_response *response = &acceptor->response;
	unsigned char ntowf[NTLM_HASH_SIZE], proof[NTLM_PROOF_SIZE];
	bool match;

	ntlm_ntowf_v2(nt_hash, user, domain, ntowf);
	ntlm_proof_v2(ntowf, acceptor->server_challenge, response->temp.data,
		      response->temp.size, proof);
	match = mem_equals_timing_safe(proof, response->proof, sizeof(proof));
	if (match)
		ntlm_session_key_v2(ntowf, proof, session_key_r);
	safe_memset(ntowf, 0, sizeof(ntowf));
	safe_memset(proof, 0, sizeof(proof));
	return match;
}

/* All candidates are tried whatever happens, so that the time taken depends
   only on what the client sent. */
static bool verify_v2(const struct ntlm_acceptor *acceptor,
		      const unsigned char nt_hash[NTLM_HASH_SIZE],
		      unsigned char session_key_r[NTLM_HASH_SIZE])
{
	ARRAY_TYPE(ntlm_field) users, domains;
	const struct ntlm_field *user, *domain;
	bool match = FALSE;

	t_array_init(&users, 2 * NTLM_UPCASE_COUNT);
	t_array_init(&domains, 5);
	user_candidates(acceptor, &users);
	domain_candidates(acceptor, &domains);
	array_foreach(&users, user) {
		array_foreach(&domains, domain) {
			if (verify_v2_as(acceptor, nt_hash, user, domain,
					 session_key_r))
				match = TRUE;
		}
	}
	return match;
}

static bool verify_v1(const struct ntlm_acceptor *acceptor,
		      const unsigned char nt_hash[NTLM_HASH_SIZE])
{
	const struct ntlm_response *response = &acceptor->response;
	unsigned char expected[NTLM_RESPONSE_V1_SIZE];
	bool match;

	if (response->variant == NTLM_VARIANT_V1_SESSION) {
		ntlm_response_v1_session(nt_hash, acceptor->server_challenge,
					 response->client_challenge, expected);
	} else {
		ntlm_response_v1(nt_hash, acceptor->server_challenge, expected);
	}
	match = mem_equals_timing_safe(expected, response->proof,
				       sizeof(expected));
	safe_memset(expected, 0, sizeof(expected));
	return match;
}

bool ntlm_acceptor_verify_response(
	const struct ntlm_acceptor *acceptor,
	const unsigned char nt_hash[NTLM_HASH_SIZE],
	unsigned char session_key_r[NTLM_HASH_SIZE])
{
	if (acceptor->response.variant == NTLM_VARIANT_V2)
		return verify_v2(acceptor, nt_hash, session_key_r);
	return verify_v1(acceptor, nt_hash);
}

/* The AV flags are covered by the proof, so nobody on the way can have taken
   the MIC bit out (CVE-2019-1040 was a server that did not look). */
static enum ntlm_reason
check_mic(struct ntlm_acceptor *acceptor,
	  const unsigned char session_key[NTLM_HASH_SIZE])
{
	const struct ntlm_field *msg = &acceptor->authenticate_msg;
	size_t offset = acceptor->authenticate.mic_offset;
	unsigned char mic[NTLM_MIC_SIZE];

	if ((acceptor->response.pairs.flags & NTLM_AV_FLAG_MIC) == 0) {
		return acceptor->policy->require_mic ?
			NTLM_REASON_MIC_ABSENT : NTLM_REASON_ACCEPTED;
	}
	acceptor->verdict.mic = NTLM_BAD;
	if (offset == 0)
		return NTLM_REASON_MIC;
	ntlm_mic(session_key, &acceptor->negotiate_msg,
		 &acceptor->challenge_msg, msg, offset, mic);
	if (!mem_equals_timing_safe(mic, msg->data + offset, sizeof(mic)))
		return NTLM_REASON_MIC;
	acceptor->verdict.mic = NTLM_VERIFIED;
	return NTLM_REASON_ACCEPTED;
}

static enum ntlm_reason check_binding(struct ntlm_acceptor *acceptor)
{
	const struct ntlm_policy *policy = acceptor->policy;
	const struct ntlm_field *token =
		&acceptor->response.pairs.channel_binding;
	bool usable = ntlm_channel_bindings_usable(policy->bindings);
	bool require = policy->channel_binding == NTLM_CHECK_REQUIRE;

	if (require && !usable)
		return NTLM_REASON_BINDING_UNUSABLE;
	if (token->size == 0 || ntlm_channel_binding_is_zero(token->data)) {
		return require ? NTLM_REASON_BINDING_ABSENT :
			NTLM_REASON_ACCEPTED;
	}
	acceptor->verdict.channel_binding = NTLM_UNCHECKED;
	if (policy->channel_binding == NTLM_CHECK_OFF || !usable)
		return NTLM_REASON_ACCEPTED;
	if (ntlm_channel_bindings_match(policy->bindings, token->data)) {
		acceptor->verdict.channel_binding = NTLM_VERIFIED;
		return NTLM_REASON_ACCEPTED;
	}
	acceptor->verdict.channel_binding = NTLM_BAD;
	return NTLM_REASON_BINDING;
}

static enum ntlm_reason check_target(struct ntlm_acceptor *acceptor)
{
	const struct ntlm_av_pairs *pairs = &acceptor->response.pairs;
	const struct ntlm_policy *policy = acceptor->policy;
	struct ntlm_verdict *verdict = &acceptor->verdict;

	/* A name that the client had from an untrusted source is none. */
	if (pairs->target_name.size == 0 ||
	    (pairs->flags & NTLM_AV_FLAG_UNTRUSTED_SPN) != 0) {
		return policy->target_name == NTLM_CHECK_REQUIRE ?
			NTLM_REASON_TARGET_ABSENT : NTLM_REASON_ACCEPTED;
	}
	verdict->target = NTLM_UNCHECKED;
	if (policy->target_name == NTLM_CHECK_OFF)
		return NTLM_REASON_ACCEPTED;
	if (verdict->target_name != NULL &&
	    ntlm_target_is_ours(policy, verdict->target_name)) {
		verdict->target = NTLM_VERIFIED;
		return NTLM_REASON_ACCEPTED;
	}
	verdict->target = NTLM_BAD;
	return NTLM_REASON_TARGET;
}

/* Freshness comes from the challenge, and clients' clocks are wrong; but who
   echoes our timestamp must echo the one of this exchange. */
static enum ntlm_reason check_timestamp(const struct ntlm_acceptor *acceptor)
{
	const struct ntlm_field *timestamp =
		&acceptor->response.pairs.timestamp;

	if (timestamp->size != 0 &&
	    memcmp(timestamp->data, acceptor->timestamp,
		   NTLM_TIMESTAMP_SIZE) != 0)
		return NTLM_REASON_TIMESTAMP;
	return NTLM_REASON_ACCEPTED;
}

enum ntlm_reason
ntlm_acceptor_check_pairs(struct ntlm_acceptor *acceptor,
			  const unsigned char session_key[NTLM_HASH_SIZE])
{
	enum ntlm_reason reason;

	/* the older variants have no pairs: all of them are absent */
	if ((reason = check_timestamp(acceptor)) != NTLM_REASON_ACCEPTED ||
	    (reason = check_mic(acceptor, session_key)) !=
	    NTLM_REASON_ACCEPTED ||
	    (reason = check_binding(acceptor)) != NTLM_REASON_ACCEPTED)
		return reason;
	return check_target(acceptor);
}
