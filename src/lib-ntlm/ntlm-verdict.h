#ifndef NTLM_VERDICT_H
#define NTLM_VERDICT_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "ntlm-response.h"

/* Why a login failed: name, word for events, text for the operator's log. The
   client is told none of it. */
#define NTLM_REASONS \
	X(NONE, "none", "not finished") \
	X(ACCEPTED, "accepted", "accepted") \
	X(TOO_LARGE, "too_large", "message is too large") \
	X(MALFORMED, "malformed", "malformed message") \
	X(UNEXPECTED, "unexpected", "message out of order") \
	X(TLS_REQUIRED, "tls_required", \
	  "NTLM needs TLS (exchange_ntlm_require_tls)") \
	X(ANONYMOUS, "anonymous", "anonymous login") \
	X(NO_RESPONSE, "no_response", "message holds no response") \
	X(LM, "lm", "LM or LMv2 response only, which is never accepted") \
	X(V1, "v1", "client uses NTLMv1 (exchange_ntlm_allow_v1)") \
	X(V1_SESSION, "v1_session", \
	  "client uses NTLM2 session response (exchange_ntlm_allow_v1)") \
	X(V1_TLS, "v1_tls", "NTLMv1 without TLS") \
	X(DOMAIN, "domain", "domain is not known (exchange_ntlm_domain_map)") \
	X(NO_USER, "no_user", "user name is empty") \
	X(UNKNOWN_USER, "unknown_user", "no NT hash for this user") \
	/* Dovecot's own words, for which log scanners look */ \
	X(PASSWORD, "password", "Password mismatch") \
	X(TIMESTAMP, "timestamp", "timestamp is not the one we sent") \
	X(MIC_ABSENT, "mic_absent", "no MIC (exchange_ntlm_require_mic)") \
	X(MIC, "mic", "MIC is wrong: messages were changed on the way") \
	X(BINDING_ABSENT, "binding_absent", \
	  "no channel binding (exchange_ntlm_channel_binding)") \
	X(BINDING, "binding", \
	  "channel binding is of another certificate: relayed, or a TLS proxy " \
	  "(exchange_ntlm_channel_binding_certs)") \
	X(BINDING_UNUSABLE, "binding_unusable", \
	  "channel binding required but no certificate is configured " \
	  "(exchange_ntlm_channel_binding_certs)") \
	X(TARGET_ABSENT, "target_absent", \
	  "no target name (exchange_ntlm_target_name)") \
	X(TARGET, "target", \
	  "target name is of another service: relayed? " \
	  "(exchange_ntlm_target_hosts)")

enum ntlm_reason {
#define X(id, word, text) NTLM_REASON_##id,
	NTLM_REASONS
#undef X
	NTLM_REASON_COUNT
};

enum ntlm_presence {
	NTLM_ABSENT,
	/* there, but nothing to check it with or no wish to */
	NTLM_UNCHECKED,
	NTLM_VERIFIED,
	NTLM_BAD,
};

/* What became of a login, for log and event. Texts are UTF-8 and live as long
   as the acceptor. */
struct ntlm_verdict {
	enum ntlm_reason reason;
	/* what is malformed, NULL if there is no more to say */
	const char *detail;

	enum ntlm_variant variant;
	enum ntlm_presence mic, channel_binding, target;
	/* as on the wire */
	const char *user, *domain;
	/* only what can be decoded, else NULL */
	const char *workstation, *target_name;
	/* for Dovecot */
	const char *username;
};

const char *ntlm_reason_word(enum ntlm_reason reason);
const char *ntlm_reason_text(enum ntlm_reason reason);
/* "absent", "unchecked", "verified", "bad" */
const char *ntlm_presence_name(enum ntlm_presence presence);

#endif
