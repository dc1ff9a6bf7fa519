/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "array.h"
#include "strfuncs.h"
#include "ioloop.h"
#include "ntlm-channel-binding.h"
#include "ntlm-certificate.h"

#include <sys/stat.h>

struct ntlm_certificate_file {
	const char *path;
	/* of the state that was tried last, also if it could not be read */
	struct stat st;
	bool tried;
	bool have_token;
	unsigned char token[NTLM_CHANNEL_BINDING_SIZE];
};

struct ntlm_channel_bindings {
	pool_t pool;
	ARRAY(struct ntlm_certificate_file) files;
	time_t last_refresh;
};

struct ntlm_channel_bindings *ntlm_channel_bindings_create(const char *paths)
{
	struct ntlm_channel_bindings *bindings;
	struct ntlm_certificate_file *file;
	const char *const *path;
	pool_t pool = pool_alloconly_create("ntlm channel bindings", 512);

	bindings = p_new(pool, struct ntlm_channel_bindings, 1);
	bindings->pool = pool;
	p_array_init(&bindings->files, pool, 2);
	for (path = t_strsplit_spaces(paths, " "); *path != NULL; path++) {
		file = array_append_space(&bindings->files);
		file->path = p_strdup(pool, *path);
	}
	return bindings;
}

void ntlm_channel_bindings_free(struct ntlm_channel_bindings **_bindings)
{
	struct ntlm_channel_bindings *bindings = *_bindings;

	*_bindings = NULL;
	if (bindings != NULL)
		pool_unref(&bindings->pool);
}

static bool file_changed(const struct ntlm_certificate_file *file,
			 const struct stat *st)
{
	return !file->tried || file->st.st_ino != st->st_ino ||
		file->st.st_dev != st->st_dev ||
		file->st.st_size != st->st_size ||
		file->st.st_mtim.tv_sec != st->st_mtim.tv_sec ||
		file->st.st_mtim.tv_nsec != st->st_mtim.tv_nsec;
}

static int file_refresh(struct ntlm_certificate_file *file,
			const char **error_r)
{
	unsigned char token[NTLM_CHANNEL_BINDING_SIZE];
	struct stat st;

	i_zero(&st);
	if (stat(file->path, &st) < 0) {
		if (!file_changed(file, &st))
			return 0;
		*error_r = t_strdup_printf("stat(%s) failed: %m", file->path);
		file->st = st;
		file->tried = TRUE;
		return -1;
	}
	if (!file_changed(file, &st))
		return 0;
	file->st = st;
	file->tried = TRUE;
	if (ntlm_certificate_file_token(file->path, token, error_r) < 0)
		return -1;
	memcpy(file->token, token, sizeof(token));
	file->have_token = TRUE;
	return 0;
}

int ntlm_channel_bindings_refresh(struct ntlm_channel_bindings *bindings,
				  const char **error_r)
{
	struct ntlm_certificate_file *file;
	time_t now = time(NULL);
	int ret = 0;

	if (bindings->last_refresh == now)
		return 0;
	bindings->last_refresh = now;
	array_foreach_modifiable(&bindings->files, file) {
		if (file_refresh(file, error_r) < 0)
			ret = -1;
	}
	return ret;
}

bool ntlm_channel_bindings_usable(const struct ntlm_channel_bindings *bindings)
{
	const struct ntlm_certificate_file *file;

	if (bindings == NULL)
		return FALSE;
	array_foreach(&bindings->files, file) {
		if (file->have_token)
			return TRUE;
	}
	return FALSE;
}

bool ntlm_channel_bindings_match(
	const struct ntlm_channel_bindings *bindings,
	const unsigned char token[NTLM_CHANNEL_BINDING_SIZE])
{
	const struct ntlm_certificate_file *file;
	bool match = FALSE;

	array_foreach(&bindings->files, file) {
		if (file->have_token &&
		    mem_equals_timing_safe(file->token, token,
					   NTLM_CHANNEL_BINDING_SIZE))
			match = TRUE;
	}
	return match;
}
