/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "str.h"
#include "randgen.h"
#include "safe-memset.h"
#include "ntlm-acceptor-private.h"
#include "ntlm-challenge.h"
#include "ntlm-crypto.h"
#include "ntlm-negotiate.h"
#include "ntlm-unicode.h"
#include "ntlm-username.h"

struct ntlm_acceptor *
ntlm_acceptor_create(pool_t pool, const struct ntlm_policy *policy,
		     const struct ntlm_acceptor_params *params)
{
	struct ntlm_acceptor *acceptor;

	acceptor = p_new(pool, struct ntlm_acceptor, 1);
	acceptor->pool = pool;
	acceptor->policy = policy;
	acceptor->secured = params->secured;
	if (params->server_challenge != NULL) {
		memcpy(acceptor->server_challenge, params->server_challenge,
		       NTLM_CHALLENGE_SIZE);
	} else {
		random_fill(acceptor->server_challenge, NTLM_CHALLENGE_SIZE);
	}
	if (params->timestamp != NULL) {
		memcpy(acceptor->timestamp, params->timestamp,
		       NTLM_TIMESTAMP_SIZE);
	} else {
		ntlm_timestamp_now(acceptor->timestamp);
	}
	return acceptor;
}

const struct ntlm_verdict *
ntlm_acceptor_verdict(const struct ntlm_acceptor *acceptor)
{
	return &acceptor->verdict;
}

static enum ntlm_acceptor_next
acceptor_fail(struct ntlm_acceptor *acceptor, enum ntlm_reason reason,
	      const char *detail)
{
	acceptor->state = NTLM_STATE_DONE;
	acceptor->verdict.reason = reason;
	acceptor->verdict.detail = p_strdup(acceptor->pool, detail);
	return NTLM_ACCEPTOR_FAIL;
}

static void field_dup(pool_t pool, const void *data, size_t size,
		      struct ntlm_field *field_r)
{
	unsigned char *copy = p_malloc(pool, size + 1);

	/* pools panic when asked for nothing, and clients may send nothing */
	if (size > 0)
		memcpy(copy, data, size);
	field_r->data = copy;
	field_r->size = size;
}

static void
write_name_pair(buffer_t *dest, enum ntlm_av_id id, const char *name)
{
	if (name != NULL && *name != '\0')
		ntlm_av_pair_write_name(dest, id, name);
}

/* MsvAvFlags is left out on purpose: with it Windows 10 computes another MIC
   (gss-ntlmssp PR 98). The timestamp makes clients send a MIC. */
static void
acceptor_target_info(const struct ntlm_acceptor *acceptor, buffer_t *dest)
{
	const struct ntlm_policy *policy = acceptor->policy;

	write_name_pair(dest, NTLM_AV_NB_DOMAIN,
			policy->netbios_domain != NULL &&
			*policy->netbios_domain != '\0' ?
			policy->netbios_domain : policy->netbios_computer);
	write_name_pair(dest, NTLM_AV_NB_COMPUTER, policy->netbios_computer);
	write_name_pair(dest, NTLM_AV_DNS_DOMAIN, policy->dns_domain);
	write_name_pair(dest, NTLM_AV_DNS_COMPUTER, policy->dns_computer);
	ntlm_av_pair_write(dest, NTLM_AV_TIMESTAMP, acceptor->timestamp,
			   NTLM_TIMESTAMP_SIZE);
	ntlm_av_pair_write(dest, NTLM_AV_EOL, "", 0);
}

static void acceptor_challenge(struct ntlm_acceptor *acceptor, buffer_t *dest)
{
	const struct ntlm_policy *policy = acceptor->policy;
	bool member = policy->netbios_domain != NULL &&
		*policy->netbios_domain != '\0';
	const char *name = member ? policy->netbios_domain :
		policy->netbios_computer;
	buffer_t *name_octets = t_buffer_create(64);
	buffer_t *target_info = t_buffer_create(256);
	struct ntlm_challenge challenge = {
		.flags = ntlm_challenge_flags(acceptor->flags, member),
	};

	if ((challenge.flags & NTLM_NEGOTIATE_UNICODE) == 0)
		buffer_append(name_octets, name, strlen(name));
	else if (ntlm_utf8_to_utf16(name, name_octets) < 0)
		i_unreached();
	acceptor_target_info(acceptor, target_info);

	memcpy(challenge.server_challenge, acceptor->server_challenge,
	       NTLM_CHALLENGE_SIZE);
	challenge.target_name.data = name_octets->data;
	challenge.target_name.size = name_octets->used;
	challenge.target_info.data = target_info->data;
	challenge.target_info.size = target_info->used;
	acceptor->flags = challenge.flags;
	ntlm_challenge_write(&challenge, dest);
}

static enum ntlm_acceptor_next
acceptor_negotiate(struct ntlm_acceptor *acceptor, const unsigned char *data,
		   size_t size, struct ntlm_field *reply_r)
{
	struct ntlm_negotiate negotiate;
	const char *error;
	buffer_t *msg = t_buffer_create(512);

	if (ntlm_negotiate_read(data, size, &negotiate, &error) < 0)
		return acceptor_fail(acceptor, NTLM_REASON_MALFORMED, error);
	acceptor->flags = negotiate.flags;
	acceptor_challenge(acceptor, msg);
	field_dup(acceptor->pool, data, size, &acceptor->negotiate_msg);
	field_dup(acceptor->pool, msg->data, msg->used,
		  &acceptor->challenge_msg);
	*reply_r = acceptor->challenge_msg;
	acceptor->state = NTLM_STATE_AUTHENTICATE;
	return NTLM_ACCEPTOR_SEND;
}

/* Decode a name as our CHALLENGE, not the flags of this message, said it would
   be encoded. */
static int acceptor_name(struct ntlm_acceptor *acceptor,
			 const struct ntlm_field *field,
			 const char **name_r, const char **error_r)
{
	string_t *name = t_str_new(128);
	int ret;

	if ((acceptor->flags & NTLM_NEGOTIATE_UNICODE) != 0) {
		ret = ntlm_utf16_to_utf8(field->data, field->size, name,
					 error_r);
	} else {
		ret = ntlm_oem_to_utf8(field->data, field->size, name, error_r);
	}
	if (ret == 0)
		*name_r = p_strdup(acceptor->pool, str_c(name));
	return ret;
}

static int acceptor_names(struct ntlm_acceptor *acceptor, const char **error_r)
{
	const struct ntlm_authenticate *authenticate = &acceptor->authenticate;
	struct ntlm_verdict *verdict = &acceptor->verdict;
	const struct ntlm_field *spn = &acceptor->response.pairs.target_name;
	string_t *name = t_str_new(128);
	const char *ignored;

	/* for the log only */
	(void)acceptor_name(acceptor, &authenticate->workstation,
			    &verdict->workstation, &ignored);
	if (spn->size > 0 &&
	    ntlm_utf16_to_utf8(spn->data, spn->size, name, &ignored) == 0)
		verdict->target_name = p_strdup(acceptor->pool, str_c(name));

	if (acceptor_name(acceptor, &authenticate->user, &verdict->user,
			  error_r) < 0)
		return -1;
	return acceptor_name(acceptor, &authenticate->domain,
			     &verdict->domain, error_r);
}

static enum ntlm_reason
acceptor_check_variant(const struct ntlm_acceptor *acceptor)
{
	enum ntlm_v1_policy v1 = acceptor->policy->v1;

	switch (acceptor->response.variant) {
	case NTLM_VARIANT_V2:
		return NTLM_REASON_ACCEPTED;
	case NTLM_VARIANT_V1:
		if (v1 < NTLM_V1_YES)
			return NTLM_REASON_V1;
		break;
	case NTLM_VARIANT_V1_SESSION:
		if (v1 < NTLM_V1_SESSION)
			return NTLM_REASON_V1_SESSION;
		break;
	case NTLM_VARIANT_ANONYMOUS:
		return NTLM_REASON_ANONYMOUS;
	case NTLM_VARIANT_LM:
		return NTLM_REASON_LM;
	case NTLM_VARIANT_NONE:
		return NTLM_REASON_NO_RESPONSE;
	}
	/* cracked in hours by anybody who sees it */
	return acceptor->secured ? NTLM_REASON_ACCEPTED : NTLM_REASON_V1_TLS;
}

static enum ntlm_reason acceptor_map_name(struct ntlm_acceptor *acceptor)
{
	struct ntlm_verdict *verdict = &acceptor->verdict;
	const char *username;

	switch (ntlm_username(acceptor->policy, verdict->user,
			      verdict->domain, &username)) {
	case NTLM_USERNAME_OK:
		verdict->username = p_strdup(acceptor->pool, username);
		return NTLM_REASON_ACCEPTED;
	case NTLM_USERNAME_EMPTY:
		return NTLM_REASON_NO_USER;
	case NTLM_USERNAME_UNKNOWN_DOMAIN:
		return NTLM_REASON_DOMAIN;
	}
	i_unreached();
}

static enum ntlm_acceptor_next
acceptor_authenticate(struct ntlm_acceptor *acceptor,
		      const unsigned char *data, size_t size)
{
	struct ntlm_field *msg = &acceptor->authenticate_msg;
	enum ntlm_reason reason;
	const char *error;

	field_dup(acceptor->pool, data, size, msg);
	if (ntlm_authenticate_read(msg->data, msg->size,
				   &acceptor->authenticate, &error) < 0 ||
	    ntlm_response_read(&acceptor->authenticate, acceptor->flags,
			       &acceptor->response, &error) < 0)
		return acceptor_fail(acceptor, NTLM_REASON_MALFORMED, error);
	acceptor->verdict.variant = acceptor->response.variant;
	if (acceptor_names(acceptor, &error) < 0)
		return acceptor_fail(acceptor, NTLM_REASON_MALFORMED, error);
	reason = acceptor_check_variant(acceptor);
	if (reason == NTLM_REASON_ACCEPTED)
		reason = acceptor_map_name(acceptor);
	if (reason != NTLM_REASON_ACCEPTED)
		return acceptor_fail(acceptor, reason, NULL);
	acceptor->state = NTLM_STATE_HASH;
	return NTLM_ACCEPTOR_LOOKUP;
}

static enum ntlm_acceptor_next
acceptor_input(struct ntlm_acceptor *acceptor, const unsigned char *data,
	       size_t size, struct ntlm_field *reply_r)
{
	const struct ntlm_policy *policy = acceptor->policy;
	size_t max = policy->max_token != 0 ? policy->max_token :
		NTLM_MAX_TOKEN;

	if (policy->require_tls && !acceptor->secured)
		return acceptor_fail(acceptor, NTLM_REASON_TLS_REQUIRED, NULL);
	if (size > max) {
		return acceptor_fail(acceptor, NTLM_REASON_TOO_LARGE,
				     t_strdup_printf("%zu octets", size));
	}
	switch (acceptor->state) {
	case NTLM_STATE_NEGOTIATE:
		return acceptor_negotiate(acceptor, data, size, reply_r);
	case NTLM_STATE_AUTHENTICATE:
		return acceptor_authenticate(acceptor, data, size);
	case NTLM_STATE_HASH:
	case NTLM_STATE_DONE:
		break;
	}
	return acceptor_fail(acceptor, NTLM_REASON_UNEXPECTED, NULL);
}

enum ntlm_acceptor_next
ntlm_acceptor_input(struct ntlm_acceptor *acceptor,
		    const unsigned char *data, size_t size,
		    struct ntlm_field *reply_r)
{
	enum ntlm_acceptor_next next;

	i_zero(reply_r);
	T_BEGIN {
		next = acceptor_input(acceptor, data, size, reply_r);
	} T_END;
	return next;
}

static enum ntlm_reason
acceptor_judge(struct ntlm_acceptor *acceptor, const unsigned char *nt_hash)
{
	unsigned char hash[NTLM_HASH_SIZE], session_key[NTLM_HASH_SIZE];
	enum ntlm_reason reason;
	bool proven;

	/* an unknown user costs the same time as a wrong password */
	random_fill(hash, sizeof(hash));
	if (nt_hash != NULL)
		memcpy(hash, nt_hash, sizeof(hash));
	proven = ntlm_acceptor_verify_response(acceptor, hash, session_key);
	if (nt_hash == NULL)
		reason = NTLM_REASON_UNKNOWN_USER;
	else if (!proven)
		reason = NTLM_REASON_PASSWORD;
	else
		reason = ntlm_acceptor_check_pairs(acceptor, session_key);
	safe_memset(hash, 0, sizeof(hash));
	safe_memset(session_key, 0, sizeof(session_key));
	ntlm_crypto_forget();
	return reason;
}

bool ntlm_acceptor_finish(struct ntlm_acceptor *acceptor,
			  const unsigned char *nt_hash)
{
	enum ntlm_reason reason;

	i_assert(acceptor->state == NTLM_STATE_HASH);

	T_BEGIN {
		reason = acceptor_judge(acceptor, nt_hash);
	} T_END;
	acceptor->state = NTLM_STATE_DONE;
	acceptor->verdict.reason = reason;
	return reason == NTLM_REASON_ACCEPTED;
}
