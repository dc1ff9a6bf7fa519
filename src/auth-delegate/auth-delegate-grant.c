/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Grants: one key of a dict for a pair of delegate and principal. */

#include "auth-delegate.h"
#include "dict.h"

struct grant_lookup {
	auth_delegate_grant_callback_t *callback;
	void *context;
};

static enum auth_delegate_grant
grant_parse(const char *value, const char **reason_r)
{
	if (strcmp(value, "full") == 0)
		return AUTH_DELEGATE_GRANT_FULL;
	if (strcmp(value, "acl") == 0)
		return AUTH_DELEGATE_GRANT_ACL;
	*reason_r = t_strdup_printf("the grant is '%s', neither 'full' nor "
				    "'acl'", value);
	return AUTH_DELEGATE_GRANT_ERROR;
}

static void grant_lookup_callback(const struct dict_lookup_result *result,
				  struct grant_lookup *lookup)
{
	enum auth_delegate_grant grant = AUTH_DELEGATE_GRANT_NONE;
	const char *reason = NULL;

	if (result->ret < 0) {
		grant = AUTH_DELEGATE_GRANT_ERROR;
		reason = t_strdup_printf("the dict failed: %s", result->error);
	} else if (result->ret > 0) {
		grant = grant_parse(result->value, &reason);
	}
	lookup->callback(grant, reason, lookup->context);
}

void auth_delegate_grant_lookup(struct auth_delegate_module *module, pool_t pool,
				const char *delegate, const char *principal,
				auth_delegate_grant_callback_t *callback,
				void *context)
{
	const struct dict_op_settings set = { .username = principal };
	struct grant_lookup *lookup;
	const char *key;

	if (module->dict == NULL) {
		callback(AUTH_DELEGATE_GRANT_ERROR, module->dict_error != NULL ?
			 module->dict_error : "no dict is open", context);
		return;
	}
	lookup = p_new(pool, struct grant_lookup, 1);
	lookup->callback = callback;
	lookup->context = context;
	key = t_strconcat(AUTH_DELEGATE_KEY_PREFIX,
			  dict_escape_string(principal), "/",
			  dict_escape_string(delegate), NULL);
	dict_lookup_async(module->dict, &set, key, grant_lookup_callback,
			  lookup);
}
