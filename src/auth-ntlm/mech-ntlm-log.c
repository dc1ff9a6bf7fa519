/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "str.h"
#include "ntlm-policy.h"
#include "mech-ntlm.h"

/* The right password, and yet something is wrong: somebody stands between
   client and server, or the settings do not fit. Always logged; the rest is
   for auth_verbose = yes. */
static bool is_suspicious(enum ntlm_reason reason)
{
	switch (reason) {
	case NTLM_REASON_TIMESTAMP:
	case NTLM_REASON_MIC:
	case NTLM_REASON_BINDING:
	case NTLM_REASON_BINDING_UNUSABLE:
	case NTLM_REASON_TARGET:
		return TRUE;
	default:
		return FALSE;
	}
}

static void
event_add(struct event_passthrough *e, const char *key, const char *value)
{
	if (value != NULL && *value != '\0')
		e->add_str(key, value);
}

static struct event *
verdict_event(struct event *event, const struct ntlm_verdict *verdict)
{
	struct event_passthrough *e = event_create_passthrough(event);
	bool accepted = verdict->reason == NTLM_REASON_ACCEPTED;

	e->set_name(accepted ? "auth_ntlm_accepted" : "auth_ntlm_refused");
	event_add(e, "ntlm_reason", ntlm_reason_word(verdict->reason));
	event_add(e, "ntlm_variant", ntlm_variant_name(verdict->variant));
	event_add(e, "ntlm_mic", ntlm_presence_name(verdict->mic));
	event_add(e, "ntlm_channel_binding",
		  ntlm_presence_name(verdict->channel_binding));
	event_add(e, "ntlm_target", ntlm_presence_name(verdict->target));
	event_add(e, "ntlm_user", verdict->user);
	event_add(e, "ntlm_domain", verdict->domain);
	event_add(e, "ntlm_workstation", verdict->workstation);
	event_add(e, "ntlm_target_name", verdict->target_name);
	return e->event();
}

static void append_names(string_t *line, const struct ntlm_verdict *verdict)
{
	if (verdict->user == NULL)
		return;
	str_append(line, ", user ");
	if (verdict->domain != NULL && *verdict->domain != '\0')
		str_printfa(line, "%s\\", verdict->domain);
	str_append(line, verdict->user);
	if (verdict->username != NULL)
		str_printfa(line, " -> %s", verdict->username);
	if (verdict->workstation != NULL && *verdict->workstation != '\0')
		str_printfa(line, " on %s", verdict->workstation);
}

static void append_details(string_t *line, const struct ntlm_verdict *verdict)
{
	if (verdict->detail != NULL)
		str_printfa(line, ": %s", verdict->detail);
	if (verdict->variant == NTLM_VARIANT_NONE)
		return;
	str_printfa(line, " (%s, MIC %s, channel binding %s, target name %s",
		    ntlm_variant_name(verdict->variant),
		    ntlm_presence_name(verdict->mic),
		    ntlm_presence_name(verdict->channel_binding),
		    ntlm_presence_name(verdict->target));
	if (verdict->target_name != NULL)
		str_printfa(line, " %s", verdict->target_name);
	append_names(line, verdict);
	str_append_c(line, ')');
}

void mech_ntlm_log(struct event *event, const struct ntlm_verdict *verdict)
{
	string_t *line = t_str_new(256);

	if (verdict->reason != NTLM_REASON_ACCEPTED)
		str_append(line, "refused: ");
	str_append(line, ntlm_reason_text(verdict->reason));
	append_details(line, verdict);
	if (is_suspicious(verdict->reason))
		e_warning(verdict_event(event, verdict), "%s", str_c(line));
	else
		e_info(verdict_event(event, verdict), "%s", str_c(line));
}
