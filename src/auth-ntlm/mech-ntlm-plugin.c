/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* modules/auth/libmech_ntlm.so: loaded by auth_mechanisms = ntlm, and by
   doveadm pw for the password scheme. */

#include "lib.h"
#include "module-dir.h"
#include "compat-layout.h"
#include "compat-settings.h"
#include "ntlm-crypto.h"
#include "mech-ntlm.h"
#include "mech-ntlm-policy.h"

void mech_ntlm_init(struct module *module);
void mech_ntlm_deinit(void);
extern const char *mech_ntlm_version;

const char *mech_ntlm_version = DOVECOT_ABI_VERSION;

static bool in_auth, crypto_ready;

/* A wrong setting is better told at the start than at the first login; where
   settings hold for some connections only, the rest is told then. */
static void settings_check(void)
{
	const struct ntlm_policy *policy;
	const char *error;
	pool_t pool = pool_alloconly_create("mech_ntlm settings", 1024);
	struct event *event = compat_sasl_init_event();

	if (compat_settings_init(NULL, &error) < 0 ||
	    mech_ntlm_policy_get(event, pool, &policy, &error) < 0)
		e_error(event, "mech_ntlm: %s", error);
	event_unref(&event);
	pool_unref(&pool);
}

/* Returns FALSE, and says why, if no login can be served. */
static bool can_serve(void)
{
	const char *error;

	if (!compat_sasl_layout_is_ours()) {
		i_error(COMPAT_LAYOUT_ERROR("mech_ntlm"));
		return FALSE;
	}
	if (ntlm_crypto_init(&error) < 0) {
		i_error("mech_ntlm: %s", error);
		return FALSE;
	}
	crypto_ready = TRUE;
	settings_check();
	return TRUE;
}

void mech_ntlm_init(struct module *module ATTR_UNUSED)
{
	mech_ntlm_scheme_register();
	in_auth = compat_sasl_available();
	if (in_auth)
		compat_sasl_register(&mech_ntlm, !can_serve());
}

void mech_ntlm_deinit(void)
{
	if (in_auth) {
		compat_sasl_unregister();
		mech_ntlm_policy_deinit();
		compat_settings_deinit();
	}
	if (crypto_ready)
		ntlm_crypto_deinit();
	mech_ntlm_scheme_unregister();
}
