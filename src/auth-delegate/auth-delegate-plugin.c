/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* modules/auth/libauthdb_exchange_delegate.so: passdb { driver =
   exchange_delegate }. */

#include "auth-delegate.h"
#include "dict.h"
#include "module-dir.h"
#include "compat-dict.h"
#include "compat-layout.h"
#include "compat-passdb.h"
#include "compat-settings.h"

void authdb_exchange_delegate_init(struct module *module);
void authdb_exchange_delegate_deinit(void);
extern const char *authdb_exchange_delegate_version;

const char *authdb_exchange_delegate_version = DOVECOT_ABI_VERSION;

static struct passdb_module *delegate_create(pool_t pool, const char *args)
{
	struct auth_delegate_module *module =
		p_new(pool, struct auth_delegate_module, 1);

	module->args = p_strdup(pool, args);
	return &module->module;
}

static void delegate_init(struct passdb_module *_module)
{
	struct auth_delegate_module *module =
		(struct auth_delegate_module *)_module;
	const char *error;

	auth_delegate_layer_init();
	if (compat_dict_init(module->args, AUTH_DELEGATE_NAME, &module->dict,
			     &error) == 0)
		return;
	/* Others log in all the same; delegates get a temporary failure. */
	module->dict_error = i_strdup(error);
	i_error(AUTH_DELEGATE_NAME ": %s - no delegate can log in", error);
}

static void delegate_deinit(struct passdb_module *_module)
{
	struct auth_delegate_module *module =
		(struct auth_delegate_module *)_module;

	if (module->dict != NULL) {
		dict_wait(module->dict);
		dict_deinit(&module->dict);
	}
	i_free(module->dict_error);
}

static struct passdb_module_interface delegate_iface = {
	.name = AUTH_DELEGATE_NAME,

	.init = delegate_init,
	.deinit = delegate_deinit,

	.verify_plain = auth_delegate_verify_plain,
	.lookup_credentials = auth_delegate_lookup_credentials,
};

static bool registered;

void authdb_exchange_delegate_init(struct module *module ATTR_UNUSED)
{
	const char *error;

	if (!compat_passdb_layout_is_ours()) {
		/* without the driver the auth process does not start */
		i_error(COMPAT_LAYOUT_ERROR(AUTH_DELEGATE_NAME));
		return;
	}
	if (compat_settings_init("imap", &error) < 0)
		i_error(AUTH_DELEGATE_NAME ": %s", error);
	auth_delegate_endings_init();
	compat_passdb_iface_init(&delegate_iface, delegate_create);
	passdb_register_module(&delegate_iface);
	registered = TRUE;
}

void authdb_exchange_delegate_deinit(void)
{
	if (!registered)
		return;
	passdb_unregister_module(&delegate_iface);
	auth_delegate_endings_deinit();
	compat_settings_deinit();
}
