/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* modules/lib20_imap_exchange_plugin.so: what a client sees after it has
   logged in. */

#include "imap-exchange.h"
#include "array.h"
#include "istream.h"
#include "ostream.h"
#include "mail-user.h"
#include "module-dir.h"
#include "settings-parser.h"
#include "imap-client.h"
#include "imap-settings.h"
#include "compat-imap.h"
#include "compat-layout.h"
#include "compat-settings.h"

void imap_exchange_plugin_init(struct module *module);
void imap_exchange_plugin_deinit(void);
extern const char *imap_exchange_plugin_version;
extern const char imap_exchange_plugin_binary_dependency[];

const char *imap_exchange_plugin_version = DOVECOT_ABI_VERSION;
const char imap_exchange_plugin_binary_dependency[] = "imap";

struct imap_exchange_module imap_exchange_module =
	MODULE_CONTEXT_INIT(&imap_module_register);

static struct module *imap_exchange_plugin_module;
static imap_client_created_func_t *next_client_created;
static bool hooks_added;

static bool layout_is_ours(void)
{
	return compat_layout_size_is(&imap_client_vfuncs,
				     sizeof(imap_client_vfuncs)) &&
		imap_setting_parser_info.struct_size ==
			sizeof(struct imap_settings);
}

/* What struct client must show right after it was made. */
static bool client_layout_is_ours(struct client *client)
{
	return imap_clients == client && client->prev == NULL &&
		client->fd_in == i_stream_get_fd(client->input) &&
		client->fd_out == o_stream_get_fd(client->output) &&
		array_is_created(&client->module_contexts);
}

static void imap_exchange_client_destroy(struct client *client,
					 const char *reason)
{
	struct imap_exchange_client *eclient = IMAP_EXCHANGE_CONTEXT(client);

	imap_exchange_sync_deinit(eclient);
	imap_exchange_input_client_deinit(eclient);
	imap_exchange_names_client_deinit(eclient);
	eclient->module_ctx.super.destroy(client, reason);
}

static void imap_exchange_client_init(struct client *client)
{
	struct imap_exchange_client *eclient;
	struct exchange_profile profile;
	const struct exchange_settings *set = NULL;
	const char *error = NULL;
	int ret;

	if (!mail_user_is_plugin_loaded(client->user,
					imap_exchange_plugin_module))
		return;
	if (!client_layout_is_ours(client)) {
		i_error(COMPAT_LAYOUT_ERROR("imap_exchange"));
		return;
	}
	ret = compat_settings_get_user(client->user, client->pool, &set, &error);
	if (compat_settings_profile(client->event, "imap_exchange", ret, set,
				    error, &profile) <= 0)
		return;
	eclient = p_new(client->pool, struct imap_exchange_client, 1);
	eclient->client = client;
	eclient->profile = profile;
	eclient->set = set;
	(void)exchange_session_mark_parse(client->user->session_id,
					  &eclient->login);
	eclient->mail_set.profile = &eclient->profile;
	eclient->mail_set.exact_size = set->exchange_exact_rfc822_size;
	mail_exchange_user_set(client->user, &eclient->mail_set);
	eclient->module_ctx.super = client->v;
	client->v.destroy = imap_exchange_client_destroy;
	imap_exchange_hibernate_init(client);
	imap_exchange_reply_init(eclient);
	imap_exchange_sync_init(eclient);
	imap_exchange_input_client(eclient);
	imap_exchange_autologout_init(eclient);
	MODULE_CONTEXT_SET(client, imap_exchange_module, eclient);
}

static void imap_exchange_client_created(struct client **clientp)
{
	if (next_client_created != NULL)
		next_client_created(clientp);
	imap_exchange_client_init(*clientp);
}

void imap_exchange_plugin_init(struct module *module)
{
	if (!layout_is_ours()) {
		i_error(COMPAT_LAYOUT_ERROR("imap_exchange"));
		return;
	}
	imap_exchange_plugin_module = module;
	imap_exchange_commands_init();
	imap_exchange_fetch_init();
	mail_exchange_init(module);
	imap_exchange_input_init_hooks();
	/* the last one, since it wraps what the others registered */
	imap_exchange_names_init();
	next_client_created =
		imap_client_created_hook_set(imap_exchange_client_created);
	hooks_added = TRUE;
}

void imap_exchange_plugin_deinit(void)
{
	if (!hooks_added)
		return;
	imap_client_created_hook_set(next_client_created);
	imap_exchange_input_deinit_hooks();
	imap_exchange_names_deinit();
	mail_exchange_deinit();
	imap_exchange_fetch_deinit();
	imap_exchange_commands_deinit();
}
