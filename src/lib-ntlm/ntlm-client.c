/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "buffer.h"
#include "randgen.h"
#include "safe-memset.h"
#include "ntlm-authenticate.h"
#include "ntlm-avpair.h"
#include "ntlm-challenge.h"
#include "ntlm-client.h"
#include "ntlm-crypto.h"
#include "ntlm-negotiate.h"
#include "ntlm-unicode.h"

#define CLIENT_FLAGS \
	(NTLM_NEGOTIATE_OEM | NTLM_REQUEST_TARGET | NTLM_NEGOTIATE_NTLM | \
	 NTLM_NEGOTIATE_ALWAYS_SIGN | NTLM_EXTENDED_SESSIONSECURITY | \
	 NTLM_NEGOTIATE_TARGET_INFO | NTLM_NEGOTIATE_VERSION | \
	 NTLM_NEGOTIATE_128 | NTLM_NEGOTIATE_56)

struct ntlm_client {
	pool_t pool;
	uint32_t offered;
	unsigned char nt_hash[NTLM_HASH_SIZE];
	unsigned char client_challenge[NTLM_CHALLENGE_SIZE];
	unsigned char timestamp[NTLM_TIMESTAMP_SIZE];
	/* names as octets, and in UTF-16LE */
	struct ntlm_field user, domain, workstation;
	struct ntlm_field user16, domain16, workstation16;
	struct ntlm_field target_name16;
	const unsigned char *channel_binding;

	struct ntlm_field negotiate_msg;
};

/* What is made of one CHALLENGE */
struct ntlm_client_answer {
	uint32_t flags;
	bool mic;
	buffer_t *lm, *nt;
	unsigned char session_key[NTLM_HASH_SIZE];
};

static int client_name(struct ntlm_client *client, const char *name,
		       struct ntlm_field *octets_r,
		       struct ntlm_field *utf16_r, const char **error_r)
{
	buffer_t *utf16 = buffer_create_dynamic(client->pool, 64);

	if (name == NULL)
		name = "";
	if (ntlm_utf8_to_utf16(name, utf16) < 0 ||
	    utf16->used / 2 > NTLM_NAME_MAX_UNITS) {
		*error_r = "a name is too long or not valid UTF-8";
		return -1;
	}
	octets_r->data = (const unsigned char *)p_strdup(client->pool, name);
	octets_r->size = strlen(name);
	utf16_r->data = utf16->data;
	utf16_r->size = utf16->used;
	return 0;
}

static int client_secret(struct ntlm_client *client,
			 const struct ntlm_client_params *params,
			 const char **error_r)
{
	if (params->nt_hash != NULL) {
		memcpy(client->nt_hash, params->nt_hash, NTLM_HASH_SIZE);
		return 0;
	}
	if (ntlm_ntowf_v1(params->password, client->nt_hash) < 0) {
		*error_r = "the password is not valid UTF-8";
		return -1;
	}
	return 0;
}

static void client_nonce(struct ntlm_client *client,
			 const struct ntlm_client_params *params)
{
	if (params->client_challenge != NULL) {
		memcpy(client->client_challenge, params->client_challenge,
		       NTLM_CHALLENGE_SIZE);
	} else {
		random_fill(client->client_challenge, NTLM_CHALLENGE_SIZE);
	}
	if (params->timestamp != NULL) {
		memcpy(client->timestamp, params->timestamp,
		       NTLM_TIMESTAMP_SIZE);
	} else {
		ntlm_timestamp_now(client->timestamp);
	}
}

struct ntlm_client *
ntlm_client_create(pool_t pool, const struct ntlm_client_params *params,
		   const char **error_r)
{
	struct ntlm_client *client = p_new(pool, struct ntlm_client, 1);
	struct ntlm_field unused;

	client->pool = pool;
	client->offered = CLIENT_FLAGS;
	if (!params->oem)
		client->offered |= NTLM_NEGOTIATE_UNICODE;
	if (client_name(client, params->user, &client->user, &client->user16,
			error_r) < 0 ||
	    client_name(client, params->domain, &client->domain,
			&client->domain16, error_r) < 0 ||
	    client_name(client, params->workstation, &client->workstation,
			&client->workstation16, error_r) < 0 ||
	    client_name(client, params->target_name, &unused,
			&client->target_name16, error_r) < 0 ||
	    client_secret(client, params, error_r) < 0)
		return NULL;
	client_nonce(client, params);
	if (params->channel_binding != NULL) {
		client->channel_binding =
			p_memdup(pool, params->channel_binding,
				 NTLM_CHANNEL_BINDING_SIZE);
	}
	return client;
}

void ntlm_client_free(struct ntlm_client **_client)
{
	struct ntlm_client *client = *_client;

	*_client = NULL;
	if (client != NULL)
		safe_memset(client->nt_hash, 0, sizeof(client->nt_hash));
}

void ntlm_client_negotiate(struct ntlm_client *client, struct ntlm_field *msg_r)
{
	const struct ntlm_negotiate negotiate = { .flags = client->offered };
	buffer_t *msg = buffer_create_dynamic(client->pool, 64);

	ntlm_negotiate_write(&negotiate, msg);
	client->negotiate_msg.data = msg->data;
	client->negotiate_msg.size = msg->used;
	*msg_r = client->negotiate_msg;
}

/* The server's pairs and ours (MS-NLMP 3.1.5.1.2). A server that knows the
   time knows of MICs. */
static int
client_pairs(struct ntlm_client *client, const struct ntlm_field *info,
	     buffer_t *dest, bool *mic_r, const char **error_r)
{
	static const unsigned char no_binding[NTLM_CHANNEL_BINDING_SIZE];
	unsigned char flags[4] = { 0, 0, 0, 0 };
	struct ntlm_field value;
	enum ntlm_av_id id;
	size_t pos = 0;
	int ret = 0;

	*mic_r = FALSE;
	while (info->size > 0 &&
	       (ret = ntlm_av_pair_next(info->data, info->size, &pos, &id,
					&value, error_r)) > 0) {
		switch (id) {
		case NTLM_AV_FLAGS:
			if (value.size == sizeof(flags))
				memcpy(flags, value.data, sizeof(flags));
			continue;
		case NTLM_AV_TARGET_NAME:
		case NTLM_AV_CHANNEL_BINDINGS:
			/* ours to say */
			continue;
		case NTLM_AV_TIMESTAMP:
			if (value.size != NTLM_TIMESTAMP_SIZE)
				continue;
			memcpy(client->timestamp, value.data, value.size);
			*mic_r = TRUE;
			break;
		default:
			break;
		}
		ntlm_av_pair_write(dest, id, value.data, value.size);
	}
	if (ret < 0)
		return -1;
	if (*mic_r) {
		flags[0] |= NTLM_AV_FLAG_MIC;
		ntlm_av_pair_write(dest, NTLM_AV_FLAGS, flags, sizeof(flags));
	}
	ntlm_av_pair_write(dest, NTLM_AV_CHANNEL_BINDINGS,
			   client->channel_binding != NULL ?
			   client->channel_binding : no_binding,
			   NTLM_CHANNEL_BINDING_SIZE);
	ntlm_av_pair_write(dest, NTLM_AV_TARGET_NAME,
			   client->target_name16.data,
			   client->target_name16.size);
	ntlm_av_pair_write(dest, NTLM_AV_EOL, "", 0);
	return 0;
}

/* NTLMv2_CLIENT_CHALLENGE, MS-NLMP 2.2.2.7, and 4 octets of zero */
static void client_temp(struct ntlm_client *client, const buffer_t *pairs,
			buffer_t *dest)
{
	static const unsigned char version[8] = { 1, 1 };

	buffer_append(dest, version, sizeof(version));
	buffer_append(dest, client->timestamp, NTLM_TIMESTAMP_SIZE);
	buffer_append(dest, client->client_challenge, NTLM_CHALLENGE_SIZE);
	buffer_append_zero(dest, 4);
	buffer_append_buf(dest, pairs, 0, SIZE_MAX);
	buffer_append_zero(dest, 4);
}

/* With a timestamp of the server the LM response is Z(24), else LMv2. */
static void
client_lm_response(struct ntlm_client *client,
		   const struct ntlm_challenge *challenge,
		   const unsigned char ntowf[NTLM_HASH_SIZE],
		   struct ntlm_client_answer *answer)
{
	unsigned char proof[NTLM_PROOF_SIZE];

	if (answer->mic) {
		buffer_append_zero(answer->lm, NTLM_RESPONSE_V1_SIZE);
		return;
	}
	ntlm_proof_v2(ntowf, challenge->server_challenge,
		      client->client_challenge, NTLM_CHALLENGE_SIZE, proof);
	buffer_append(answer->lm, proof, sizeof(proof));
	buffer_append(answer->lm, client->client_challenge,
		      NTLM_CHALLENGE_SIZE);
}

static int client_answer(struct ntlm_client *client,
			 const struct ntlm_challenge *challenge,
			 struct ntlm_client_answer *answer,
			 const char **error_r)
{
	unsigned char ntowf[NTLM_HASH_SIZE], proof[NTLM_PROOF_SIZE];
	buffer_t *pairs = t_buffer_create(256), *temp = t_buffer_create(512);
	buffer_t *upper = t_buffer_create(64);
	struct ntlm_field user;

	if (client_pairs(client, &challenge->target_info, pairs,
			 &answer->mic, error_r) < 0)
		return -1;
	if (pairs->used > UINT16_MAX / 2) {
		*error_r = "target information is too long";
		return -1;
	}
	client_temp(client, pairs, temp);
	ntlm_utf16_upcase(client->user16.data, client->user16.size,
			  NTLM_UPCASE_SIMPLE, upper);
	user.data = upper->data;
	user.size = upper->used;
	ntlm_ntowf_v2(client->nt_hash, &user, &client->domain16, ntowf);
	ntlm_proof_v2(ntowf, challenge->server_challenge, temp->data,
		      temp->used, proof);
	ntlm_session_key_v2(ntowf, proof, answer->session_key);
	buffer_append(answer->nt, proof, sizeof(proof));
	buffer_append_buf(answer->nt, temp, 0, SIZE_MAX);
	client_lm_response(client, challenge, ntowf, answer);
	safe_memset(ntowf, 0, sizeof(ntowf));
	return 0;
}

static void
client_message(struct ntlm_client *client,
	       const struct ntlm_client_answer *answer,
	       const struct ntlm_field *challenge_msg, buffer_t *dest)
{
	bool unicode = (answer->flags & NTLM_NEGOTIATE_UNICODE) != 0;
	struct ntlm_authenticate authenticate = {
		.flags = answer->flags,
		.lm = { answer->lm->data, answer->lm->used },
		.nt = { answer->nt->data, answer->nt->used },
		.domain = unicode ? client->domain16 : client->domain,
		.user = unicode ? client->user16 : client->user,
		.workstation = unicode ? client->workstation16 :
			client->workstation,
	};
	unsigned char mic[NTLM_MIC_SIZE];
	struct ntlm_field msg;
	size_t offset;

	offset = ntlm_authenticate_write(&authenticate, answer->mic, dest);
	if (!answer->mic)
		return;
	msg.data = dest->data;
	msg.size = dest->used;
	ntlm_mic(answer->session_key, &client->negotiate_msg, challenge_msg,
		 &msg, offset, mic);
	buffer_write(dest, offset, mic, sizeof(mic));
}

int ntlm_client_authenticate(struct ntlm_client *client,
			     const unsigned char *challenge, size_t size,
			     struct ntlm_field *msg_r, const char **error_r)
{
	const struct ntlm_field challenge_msg = { challenge, size };
	struct ntlm_challenge read;
	struct ntlm_client_answer answer;
	buffer_t *msg;

	i_assert(client->negotiate_msg.size > 0);

	if (ntlm_challenge_read(challenge, size, &read, error_r) < 0)
		return -1;
	i_zero(&answer);
	answer.flags = read.flags & client->offered;
	if ((answer.flags &
	     (NTLM_NEGOTIATE_UNICODE | NTLM_NEGOTIATE_OEM)) == 0) {
		*error_r = "server chose no character set of ours";
		return -1;
	}
	answer.lm = t_buffer_create(NTLM_RESPONSE_V1_SIZE);
	answer.nt = t_buffer_create(512);
	if (client_answer(client, &read, &answer, error_r) < 0)
		return -1;
	msg = buffer_create_dynamic(client->pool, 1024);
	client_message(client, &answer, &challenge_msg, msg);
	safe_memset(answer.session_key, 0, sizeof(answer.session_key));
	ntlm_crypto_forget();
	msg_r->data = msg->data;
	msg_r->size = msg->used;
	return 0;
}
