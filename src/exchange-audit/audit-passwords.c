/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "askpass.h"
#include "istream.h"
#include "safe-memset.h"
#include "audit-options.h"

#include <stdlib.h>
#include <unistd.h>

int audit_password_read(pool_t pool, const char *path, const char **password_r,
			const char **error_r)
{
	struct istream *input = i_stream_create_file(path, 4096);
	const char *line = i_stream_read_next_line(input);
	int ret = 0;

	if (line != NULL)
		*password_r = p_strdup(pool, line);
	else {
		*error_r = input->stream_errno == 0 ?
			t_strdup_printf("%s is empty", path) :
			t_strdup_printf("open(%s) failed: %s", path,
					strerror(input->stream_errno));
		ret = -1;
	}
	i_stream_destroy(&input);
	return ret;
}

static int get_password(pool_t pool, struct audit_user *user, const char *env,
			const char **error_r)
{
	const char *value = getenv(env);

	if (user->name == NULL || user->password != NULL)
		return 0;
	if (value != NULL)
		user->password = p_strdup(pool, value);
	else if (isatty(STDIN_FILENO) == 1)
		user->password = p_strdup(pool, t_askpass(t_strdup_printf(
			"Password of %s: ", user->name)));
	if (user->password != NULL)
		return 0;
	*error_r = t_strdup_printf("no password for %s: give a file, or set "
				   "%s", user->name, env);
	return -1;
}

int audit_passwords_get(struct audit_options *options, const char **error_r)
{
	struct audit_settings *set = &options->set;

	if (set->user.name == NULL) {
		*error_r = "--user is missing";
		return -1;
	}
	if (strcmp(set->mechanism, "gssapi") == 0 &&
	    set->user.password == NULL)
		set->user.password = "";
	if (get_password(options->pool, &set->user,
			 "EXCHANGE_AUDIT_PASSWORD", error_r) < 0 ||
	    get_password(options->pool, &set->user2,
			 "EXCHANGE_AUDIT_PASSWORD2", error_r) < 0 ||
	    get_password(options->pool, &set->delegate,
			 "EXCHANGE_AUDIT_DELEGATE_PASSWORD", error_r) < 0)
		return -1;
	return 0;
}

static void wipe(const struct audit_user *user)
{
	if (user->password != NULL && *user->password != '\0')
		safe_memset((void *)(uintptr_t)user->password, 0,
			    strlen(user->password));
}

void audit_options_free(struct audit_options *options)
{
	wipe(&options->set.user);
	wipe(&options->set.user2);
	wipe(&options->set.delegate);
	pool_unref(&options->pool);
}
