/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "istream.h"
#include "test-common.h"
#include "ntlm-challenge.h"
#include "ntlm-crypto.h"
#include "test-ntlm-util.h"

/* Exchanges of real clients, recorded with the password "Password" (see
   ntlm-corpus.json, which has one member per line). */
struct corpus_entry {
	const char *client, *kind, *mic, *user, *keyex;
	const char *negotiate, *challenge, *authenticate;
};

static const struct {
	const char *key;
	size_t offset;
} corpus_keys[] = {
#define KEY(key, member) { key, offsetof(struct corpus_entry, member) }
	KEY("client", client), KEY("kind", kind), KEY("mic", mic),
	KEY("user", user), KEY("keyex", keyex), KEY("T1", negotiate),
	KEY("T2", challenge), KEY("T3", authenticate),
#undef KEY
};

/*   "key": "value",   or   "key": true, */
static void corpus_line(struct corpus_entry *entry, const char *line)
{
	const char *key, *value, **member;
	unsigned int i;

	key = strchr(line, '"');
	value = strstr(line, "\": ");
	if (key == NULL || value == NULL)
		return;
	key = t_strdup_until(key + 1, value);
	value += 3;
	if (*value == '"')
		value++;
	value = t_strndup(value, strcspn(value, "\","));
	for (i = 0; i < N_ELEMENTS(corpus_keys); i++) {
		if (strcmp(corpus_keys[i].key, key) == 0) {
			member = PTR_OFFSET(entry, corpus_keys[i].offset);
			*member = value;
		}
	}
}

static enum ntlm_reason want_reason(const struct corpus_entry *entry,
				    const struct ntlm_policy *policy)
{
	/* Perl puts the ASCII domain into a Unicode message and hashes it
	   otherwise: a wrong proof, or no text at all */
	if (strcmp(entry->kind, "NTLMv2-BAD") == 0)
		return NTLM_REASON_NONE;
	if (strcmp(entry->kind, "NTLMv1") == 0 && policy->v1 == NTLM_V1_NO)
		return NTLM_REASON_V1;
	/* recorded with KEY_EXCH, which we do not offer: see test_corpus_rc4 */
	if (strcmp(entry->keyex, "true") == 0)
		return NTLM_REASON_MIC;
	return NTLM_REASON_ACCEPTED;
}

static enum ntlm_reason
corpus_replay(const struct corpus_entry *entry,
	      const struct ntlm_policy *policy, const char *password,
	      struct ntlm_verdict *verdict_r, pool_t pool)
{
	struct ntlm_field negotiate = test_hex(entry->negotiate);
	struct ntlm_field challenge = test_hex(entry->challenge);
	struct ntlm_field msg = test_hex(entry->authenticate), reply;
	unsigned char hash[NTLM_HASH_SIZE];
	struct ntlm_acceptor *acceptor;

	acceptor = test_acceptor_replay(pool, policy, &negotiate, &challenge);
	test_assert(ntlm_ntowf_v1(password, hash) == 0);
	if (ntlm_acceptor_input(acceptor, msg.data, msg.size, &reply) ==
	    NTLM_ACCEPTOR_LOOKUP)
		(void)ntlm_acceptor_finish(acceptor, hash);
	*verdict_r = *ntlm_acceptor_verdict(acceptor);
	return verdict_r->reason;
}

static void corpus_entry(const struct corpus_entry *entry, unsigned int i)
{
	pool_t pool = pool_alloconly_create("test corpus", 4096);
	struct ntlm_policy policy;
	struct ntlm_verdict verdict;
	enum ntlm_reason want, got;
	unsigned int v1;

	test_policy(&policy);
	for (v1 = NTLM_V1_NO; v1 <= NTLM_V1_YES; v1 += NTLM_V1_YES) {
		policy.v1 = v1;
		want = want_reason(entry, &policy);
		got = corpus_replay(entry, &policy, "Password", &verdict, pool);
		if (want == NTLM_REASON_NONE)
			test_assert_idx(got == NTLM_REASON_PASSWORD ||
					got == NTLM_REASON_MALFORMED, i);
		else
			test_assert_idx(got == want, i);
		if (got == NTLM_REASON_ACCEPTED) {
			test_assert_idx(strcmp(verdict.user, entry->user) == 0,
					i);
			test_assert_idx((strcmp(entry->mic, "OK") == 0) ==
					(verdict.mic == NTLM_VERIFIED), i);
		}
	}
	got = corpus_replay(entry, &policy, "password", &verdict, pool);
	test_assert_idx(got == NTLM_REASON_PASSWORD ||
			got == NTLM_REASON_MALFORMED, i);
	pool_unref(&pool);
}

static void
corpus_foreach(void (*callback)(const struct corpus_entry *, unsigned int))
{
	struct istream *input = i_stream_create_file(TEST_CORPUS, 65536);
	struct corpus_entry entry;
	unsigned int count = 0;
	const char *line;

	i_zero(&entry);
	while ((line = i_stream_read_next_line(input)) != NULL) {
		corpus_line(&entry, line);
		/* the last member of an entry */
		if (strstr(line, "\"T3\":") != NULL) {
			callback(&entry, count++);
			i_zero(&entry);
		}
	}
	test_assert(input->stream_errno == 0);
	test_assert(count >= 15);
	i_stream_unref(&input);
}

static void test_corpus(void)
{
	test_begin("recorded exchanges of real clients");
	corpus_foreach(corpus_entry);
	test_end();
}

/* RC4, only to undo the key exchange of one recording */
static void rc4(const unsigned char key[16], const unsigned char *data,
		size_t size, unsigned char *out)
{
	unsigned char s[256], t;
	unsigned int i, j = 0;

	for (i = 0; i < 256; i++)
		s[i] = i;
	for (i = 0; i < 256; i++) {
		j = (j + s[i] + key[i % 16]) & 0xff;
		t = s[i], s[i] = s[j], s[j] = t;
	}
	for (i = 1, j = 0; i <= size; i++) {
		j = (j + s[i]) & 0xff;
		t = s[i], s[i] = s[j], s[j] = t;
		out[i - 1] = data[i - 1] ^ s[(s[i] + s[j]) & 0xff];
	}
}

static unsigned int rc4_entries;

static void corpus_entry_rc4(const struct corpus_entry *entry, unsigned int i)
{
	pool_t pool;
	struct ntlm_policy policy;
	unsigned char hash[16], key[16], exported[16], mic[16];
	struct ntlm_field negotiate, challenge, msg, reply, *session_key;
	struct ntlm_acceptor *acceptor;

	if (strcmp(entry->keyex, "true") != 0)
		return;
	rc4_entries++;
	pool = pool_alloconly_create("test corpus", 4096);
	test_policy(&policy);
	negotiate = test_hex(entry->negotiate);
	challenge = test_hex(entry->challenge);
	msg = test_hex(entry->authenticate);
	acceptor = test_acceptor_replay(pool, &policy, &negotiate, &challenge);
	test_assert_idx(ntlm_acceptor_input(acceptor, msg.data, msg.size,
					    &reply) == NTLM_ACCEPTOR_LOOKUP, i);
	test_assert(ntlm_ntowf_v1("Password", hash) == 0);
	test_assert_idx(ntlm_acceptor_verify_response(acceptor, hash, key), i);
	session_key = &acceptor->authenticate.session_key;
	test_assert_idx(session_key->size == sizeof(exported), i);
	rc4(key, session_key->data, sizeof(exported), exported);
	ntlm_mic(exported, &negotiate, &challenge, &msg,
		 acceptor->authenticate.mic_offset, mic);
	test_assert_idx(memcmp(mic, msg.data +
			       acceptor->authenticate.mic_offset, 16) == 0, i);
	pool_unref(&pool);
}

static void test_corpus_rc4(void)
{
	test_begin("recorded exchange with KEY_EXCH: the MIC");
	corpus_foreach(corpus_entry_rc4);
	test_assert(rc4_entries > 0);
	test_end();
}

void (*const test_ntlm_corpus[])(void) = {
	test_corpus,
	test_corpus_rc4,
	NULL
};
