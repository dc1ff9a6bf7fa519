/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* modules/login/lib20_imap_login_exchange_plugin.so: what a client sees before
   it has logged in. */

#include "imap-login-exchange.h"
#include "module-dir.h"
#include "compat-layout.h"
#include "compat-login.h"
#include "compat-settings.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

/* Dovecot's imap_idle_notify_interval */
#define KEEPALIVE_IDLE_SECS 120

void imap_login_exchange_plugin_init(struct module *module);
void imap_login_exchange_plugin_deinit(void);
extern const char *imap_login_exchange_plugin_version;
extern const char imap_login_exchange_plugin_binary_dependency[];

const char *imap_login_exchange_plugin_version = DOVECOT_ABI_VERSION;
/* login_plugins set for all protocols would load it into pop3-login too */
const char imap_login_exchange_plugin_binary_dependency[] = "imap-login";

struct imap_login_exchange_module imap_login_exchange_module =
	MODULE_CONTEXT_INIT(&login_module_register);

static bool hooks_added;

static bool layout_is_ours(void)
{
	const struct client_vfuncs *v = login_binary->client_vfuncs;

	return v->send_raw_data == client_common_send_raw_data &&
		v->free == client_common_default_free &&
		v->auth_result == imap_client_auth_result;
}

static void client_hooks_set(struct client *client,
			     struct imap_login_exchange_client *eclient)
{
	struct client_vfuncs *v = client->vlast;

	eclient->module_ctx.super = *v;
	client->vlast = &eclient->module_ctx.super;
	v->send_raw_data = imap_login_exchange_send_raw_data;
	v->notify_auth_ready = imap_login_exchange_notify_auth_ready;
	v->notify_status = imap_login_exchange_notify_status;
	v->auth_send_challenge = imap_login_exchange_auth_send_challenge;
	v->sasl_check_login = imap_login_exchange_sasl_check_login;
	v->input = imap_login_exchange_input;
	v->input_next_cmd = imap_login_exchange_input_next_cmd;
	v->notify_starttls = imap_login_exchange_notify_starttls;
	v->starttls = imap_login_exchange_starttls;
	v->proxy_parse_line = imap_login_exchange_proxy_parse_line;
	v->proxy_failed = imap_login_exchange_proxy_failed;
	v->auth_result = imap_login_exchange_auth_result;
	v->destroy = imap_login_exchange_destroy;
}

/* Dovecot's "* OK Still here" in IDLE is not sent on (imap-exchange), and with
   it would go what finds dead connections and keeps NATs open: TCP does it
   instead, for imap too, which inherits the socket. */
static void client_keepalive_set(struct client *client)
{
	int on = 1, idle = KEEPALIVE_IDLE_SECS;

	/* fails on what is not TCP, where it is not needed */
	(void)setsockopt(client->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	(void)setsockopt(client->fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle,
			 sizeof(idle));
}

static void imap_login_exchange_client_allocated(struct client *client)
{
	struct imap_login_exchange_client *eclient;
	struct exchange_profile profile;
	const struct exchange_settings *set = NULL;
	const char *error = NULL;
	int ret;

	ret = compat_settings_get(client->event, client->pool, &set, &error);
	if (compat_settings_profile(client->event, "imap_login_exchange", ret, set,
				    error, &profile) <= 0)
		return;
	imap_login_exchange_commands_init();
	eclient = p_new(client->pool, struct imap_login_exchange_client, 1);
	eclient->profile = profile;
	eclient->set = set;
	client_hooks_set(client, eclient);
	if (exchange_has(&profile, EXCHANGE_UNTAGGED_TEXTS))
		client_keepalive_set(client);
	MODULE_CONTEXT_SET(client, imap_login_exchange_module, eclient);
	imap_login_exchange_timer_start(client);
	imap_login_exchange_input_start(client);
}

static struct login_client_hooks imap_login_exchange_hooks = {
	.client_allocated = imap_login_exchange_client_allocated
};

void imap_login_exchange_plugin_init(struct module *module)
{
	const char *error;

	if (!layout_is_ours()) {
		i_error(COMPAT_LAYOUT_ERROR("imap_login_exchange"));
		return;
	}
	if (compat_settings_init(login_binary->protocol, &error) < 0) {
		i_error("imap_login_exchange: %s - serving plain IMAP", error);
		return;
	}
	login_client_hooks_add(module, &imap_login_exchange_hooks);
	hooks_added = TRUE;
}

void imap_login_exchange_plugin_deinit(void)
{
	/* Dovecot's command table is gone by now: nothing to put back */
	if (hooks_added)
		login_client_hooks_remove(&imap_login_exchange_hooks);
	compat_settings_deinit();
}
