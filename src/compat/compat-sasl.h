/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef COMPAT_SASL_H
#define COMPAT_SASL_H

/* One SASL mechanism in the auth process, free of Dovecot's auth types. */

enum compat_sasl_credentials {
	COMPAT_SASL_CREDENTIALS_FOUND,
	/* no such user, or disabled, or expired */
	COMPAT_SASL_CREDENTIALS_NONE,
	/* the user's password is stored so that the scheme cannot be made */
	COMPAT_SASL_CREDENTIALS_OTHER_SCHEME,
	COMPAT_SASL_CREDENTIALS_FAILURE,
};

struct compat_sasl_request {
	/* lives as long as the request */
	pool_t pool;
	/* for logging; settings filters apply to it */
	struct event *event;
	/* the mechanism's own */
	void *context;
};

typedef void
compat_sasl_credentials_t(struct compat_sasl_request *request,
			  enum compat_sasl_credentials result,
			  const unsigned char *credentials, size_t size);

struct compat_sasl_mech {
	const char *name;
	/* A response of the client. For the first one initial is TRUE and data
	   is NULL if there was none (an empty one is not NULL). Must end in one
	   call of send, lookup, success, fail or internal_failure. */
	void (*input)(struct compat_sasl_request *request, bool initial,
		      const unsigned char *data, size_t size);
};

/* Is this the auth process? A module is also loaded by doveadm pw, for its
   password scheme, and must touch nothing else there. */
bool compat_sasl_available(void);
/* Are auth requests built as this module was compiled for? */
bool compat_sasl_layout_is_ours(void);
/* An event for which settings can be read when the module is loaded, when there
   are no requests yet. The caller unrefs it. */
struct event *compat_sasl_init_event(void);
/* One mechanism per module. With refuse it fails every login and looks at
   nothing: were the mechanism not there at all, Dovecot's auth process would
   end with "Unknown authentication mechanism", and nobody could log in. */
void compat_sasl_register(const struct compat_sasl_mech *mech, bool refuse);
void compat_sasl_unregister(void);

/* TLS, or the same host, or a trusted network: where Dovecot would allow
   plaintext logins */
bool compat_sasl_is_secured(struct compat_sasl_request *request);

/* Send a challenge, which may be empty. */
void compat_sasl_send(struct compat_sasl_request *request,
		      const void *data, size_t size);
/* Returns FALSE if Dovecot does not like the name; it has been logged. */
bool compat_sasl_set_username(struct compat_sasl_request *request,
			      const char *username);
void compat_sasl_lookup(struct compat_sasl_request *request,
			const char *scheme,
			compat_sasl_credentials_t *callback);
void compat_sasl_success(struct compat_sasl_request *request);
void compat_sasl_fail(struct compat_sasl_request *request);
void compat_sasl_internal_failure(struct compat_sasl_request *request);

#endif
