/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* GSSAPI's messages, where mechanisms are struct mech_module in a register (no
   HAVE_SASL_SERVER_MECH). */

#include "compat-gssapi.h"
#include "auth.h"
#include "auth-request.h"
#include "auth-settings.h"
#include "mech.h"
#include "exchange-config.h"

static compat_gssapi_check_t *gssapi_check;
static struct {
	const char *name;
	void (*super)(struct auth_request *request, const unsigned char *data,
		      size_t size);
} guarded[] = {
	{ "GSSAPI", NULL },
	{ "GSS-SPNEGO", NULL },
};

static void
guarded_continue(struct auth_request *request, const unsigned char *data,
		 size_t size)
{
	unsigned int i;

	if (!gssapi_check(request, data, size)) {
		auth_request_fail(request);
		return;
	}
	for (i = 0; i < N_ELEMENTS(guarded); i++) {
		if (strcmp(request->mech->mech_name, guarded[i].name) == 0)
			guarded[i].super(request, data, size);
	}
}

/* Returns NULL if Dovecot's structs are not those this was compiled with. */
static const struct mechanisms_register *mech_register_get(void)
{
#ifdef HAVE_LIB_SETTINGS
	struct auth *auth = auth_default_protocol();
	const struct auth_settings *set = auth->protocol_set;
#else
	struct auth *auth = auth_default_service();
	const struct auth_settings *set = auth->set;
#endif

	return set == global_auth_settings &&
		auth->reg->set == global_auth_settings ? auth->reg : NULL;
}

void compat_gssapi_guard(compat_gssapi_check_t *check)
{
	const struct mechanisms_register *reg = mech_register_get();
	struct mech_module_list *list;
	unsigned int i;

	gssapi_check = check;
	for (list = reg == NULL ? NULL : reg->modules; list != NULL;
	     list = list->next) {
		for (i = 0; i < N_ELEMENTS(guarded); i++) {
			if (strcmp(list->module.mech_name,
				   guarded[i].name) != 0 ||
			    list->module.auth_continue == guarded_continue)
				continue;
			guarded[i].super = list->module.auth_continue;
			list->module.auth_continue = guarded_continue;
		}
	}
}
