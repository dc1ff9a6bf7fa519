/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* Tokens of the real library: the client side of a security context needs no
   KDC, only a ticket in a cache, and who makes tokens looks into none. */

#include "lib.h"
#include "buffer.h"
#include "randgen.h"
#include "write-full.h"
#include "test-common.h"
#include "auth-delegate-token.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <krb5.h>
#include <gssapi/gssapi.h>
#include <gssapi/gssapi_krb5.h>

#define CCACHE "MEMORY:test-auth-delegate-token"
#define CLIENT "bob@TEST"
#define SERVICE "imap/localhost@TEST"

static const char krb5_conf[] =
	"[libdefaults]\n"
	"default_realm = TEST\n"
	"dns_lookup_kdc = false\n"
	"allow_weak_crypto = true\n"
	"allow_des3 = true\n"
	"allow_rc4 = true\n"
	"permitted_enctypes = aes256-sha1 aes128-sha1 aes256-sha2 aes128-sha2 "
	"camellia256-cts camellia128-cts des3-cbc-sha1 arcfour-hmac\n";

/* Ticket of RFC 4120, section 5.3, for SERVICE; the cipher is nothing's */
static const unsigned char ticket[] = {
	0x61, 0x3e, 0x30, 0x3c,
	0xa0, 0x03, 0x02, 0x01, 0x05,
	0xa1, 0x06, 0x1b, 0x04, 'T', 'E', 'S', 'T',
	0xa2, 0x1c, 0x30, 0x1a, 0xa0, 0x03, 0x02, 0x01, 0x01, 0xa1, 0x13,
	0x30, 0x11, 0x1b, 0x04, 'i', 'm', 'a', 'p',
	0x1b, 0x09, 'l', 'o', 'c', 'a', 'l', 'h', 'o', 's', 't',
	0xa3, 0x0f, 0x30, 0x0d, 0xa0, 0x03, 0x02, 0x01, 0x12,
	0xa2, 0x06, 0x04, 0x04, 1, 2, 3, 4
};

static const struct {
	krb5_enctype enctype;
	size_t key_size;
	/* RFC 4121's tokens, and the library surely has it */
	bool cfx;
} enctypes[] = {
	{ ENCTYPE_AES256_CTS_HMAC_SHA1_96, 32, TRUE },
	{ ENCTYPE_AES128_CTS_HMAC_SHA1_96, 16, TRUE },
	{ ENCTYPE_AES256_CTS_HMAC_SHA384_192, 32, TRUE },
	{ ENCTYPE_AES128_CTS_HMAC_SHA256_128, 16, TRUE },
	{ ENCTYPE_CAMELLIA256_CTS_CMAC, 32, TRUE },
	{ ENCTYPE_ARCFOUR_HMAC, 16, FALSE },
	{ ENCTYPE_DES3_CBC_SHA1, 24, FALSE },
};

static const uint8_t layers[] = { 1, 0, 2, 4, 3, 7, 0xff };

static void krb5_check(krb5_error_code ret, const char *what)
{
	if (ret != 0)
		i_fatal("%s: error %ld", what, (long)ret);
}

/* Any octets will do, but for DES: there each has an odd number of bits. */
static void key_fill(krb5_keyblock *key)
{
	unsigned int i;

	random_fill(key->contents, key->length);
	for (i = 0; i < key->length; i++)
		key->contents[i] ^= __builtin_parity(key->contents[i]) ^ 1;
}

/* Puts a ticket into the cache, as a KDC would give it out. */
static void ccache_fill(krb5_enctype enctype, size_t key_size)
{
	krb5_context ctx;
	krb5_ccache ccache;
	krb5_creds creds;
	krb5_keyblock *key;

	i_zero(&creds);
	krb5_check(krb5_init_context(&ctx), "krb5_init_context");
	krb5_check(krb5_parse_name(ctx, CLIENT, &creds.client), CLIENT);
	krb5_check(krb5_parse_name(ctx, SERVICE, &creds.server), SERVICE);
	krb5_check(krb5_init_keyblock(ctx, enctype, key_size, &key), "key");
	key_fill(key);
	creds.keyblock = *key;
	creds.times.authtime = creds.times.starttime = time(NULL) - 60;
	creds.times.endtime = time(NULL) + 3600;
	creds.ticket.data = (char *)ticket;
	creds.ticket.length = sizeof(ticket);
	krb5_check(krb5_cc_resolve(ctx, CCACHE, &ccache), CCACHE);
	krb5_check(krb5_cc_initialize(ctx, ccache, creds.client), "cache");
	krb5_check(krb5_cc_store_cred(ctx, ccache, &creds), "credentials");
	krb5_cc_close(ctx, ccache);
	krb5_free_principal(ctx, creds.client);
	krb5_free_principal(ctx, creds.server);
	krb5_free_keyblock(ctx, key);
	krb5_free_context(ctx);
}

static gss_ctx_id_t context_new(unsigned int idx, buffer_t *first)
{
	gss_buffer_desc name = { sizeof(SERVICE) - 1, (void *)SERVICE };
	gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
	gss_ctx_id_t gss = GSS_C_NO_CONTEXT;
	gss_name_t target;
	OM_uint32 major, minor;

	ccache_fill(enctypes[idx].enctype, enctypes[idx].key_size);
	major = gss_import_name(&minor, &name, GSS_KRB5_NT_PRINCIPAL_NAME,
				&target);
	i_assert(major == GSS_S_COMPLETE);
	major = gss_init_sec_context(&minor, GSS_C_NO_CREDENTIAL, &gss, target,
		GSS_C_NO_OID, GSS_C_INTEG_FLAG | GSS_C_CONF_FLAG, 0,
		GSS_C_NO_CHANNEL_BINDINGS, GSS_C_NO_BUFFER, NULL, &out, NULL,
		NULL);
	buffer_append(first, out.value, out.length);
	(void)gss_release_buffer(&minor, &out);
	(void)gss_release_name(&minor, &target);
	if (major == GSS_S_COMPLETE)
		return gss;
	/* what is left of old ciphers differs by version */
	test_assert_idx(!enctypes[idx].cfx, idx);
	(void)gss_delete_sec_context(&minor, &gss, GSS_C_NO_BUFFER);
	return GSS_C_NO_CONTEXT;
}

/* Appends the last message of a GSSAPI client to dest. */
static void
token_make(gss_ctx_id_t gss, uint8_t layer, bool sealed, buffer_t *dest)
{
	unsigned char text[] = "?\0\xff\xff" "alice";
	gss_buffer_desc in = { sizeof(text) - 1, text };
	gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
	OM_uint32 major, minor;

	text[0] = layer;
	major = gss_wrap(&minor, gss, sealed ? 1 : 0, GSS_C_QOP_DEFAULT, &in,
			 NULL, &out);
	test_assert(major == GSS_S_COMPLETE);
	buffer_append(dest, out.value, out.length);
	(void)gss_release_buffer(&minor, &out);
}

/* The octets get a piece of memory of their own: sanitizers and valgrind see
   what is read behind it. */
static int
layer_get(const unsigned char *data, size_t size, uint8_t *layer_r)
{
	unsigned char *copy = malloc(size > 0 ? size : 1);
	int ret;

	i_assert(copy != NULL);
	memcpy(copy, data, size);
	ret = auth_delegate_token_layer(copy, size, layer_r);
	free(copy);
	return ret;
}

static void test_is(const buffer_t *token, int ret, uint8_t layer)
{
	uint8_t got = layer;

	test_assert(layer_get(token->data, token->used, &got) == ret);
	test_assert(got == layer);
}

/* Less than the text cannot be read, more is enough. */
static void test_truncated(const buffer_t *token, uint8_t layer)
{
	uint8_t got;
	size_t size;
	bool readable = FALSE;

	for (size = 0; size < token->used; size++) {
		int ret = layer_get(token->data, size, &got);

		if (ret == 1)
			test_assert_idx(got == layer, size);
		/* once it can be read it stays so */
		test_assert_idx(!readable || ret == 1, size);
		readable = ret == 1;
	}
	test_assert(readable);
}

/* RFC 4121, section 4.2.5: the sender may rotate text and checksum. */
static void test_rotated(const buffer_t *token, uint8_t layer)
{
	const unsigned char *data = token->data;
	size_t i, body = token->used - 16;
	unsigned int count;

	for (count = 0; count < 3 * body; count++) {
		buffer_t *turned = t_buffer_create(token->used);

		buffer_append(turned, data, 6);
		buffer_append_c(turned, count >> 8);
		buffer_append_c(turned, count & 0xff);
		buffer_append(turned, data + 8, 8);
		for (i = 0; i < body; i++) {
			buffer_append_c(turned, data[16 +
				(i + 3 * body - count) % body]);
		}
		test_is(turned, 1, layer);
	}
}

/* RFC 2743, section 3.1, with lengths of one octet and of more. */
static void test_framed(const buffer_t *token, uint8_t layer)
{
	static const unsigned char krb5_oid[] = {
		0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02
	};
	unsigned int octets;

	for (octets = 0; octets <= 4; octets++) {
		buffer_t *framed = t_buffer_create(token->used + 32);

		buffer_append_c(framed, 0x60);
		if (octets > 0) {
			buffer_append_c(framed, 0x80 | octets);
			buffer_append_zero(framed, octets - 1);
		}
		buffer_append_c(framed, sizeof(krb5_oid) + token->used);
		buffer_append(framed, krb5_oid, sizeof(krb5_oid));
		buffer_append_buf(framed, token, 0, SIZE_MAX);
		test_is(framed, 1, layer);
	}
}

/* Nothing but the outcome can be said of these: they are survived. */
static void test_spoiled(const buffer_t *token)
{
	uint8_t got;
	unsigned int i, j;

	for (i = 0; i < 2000; i++) T_BEGIN {
		buffer_t *copy = t_buffer_create(token->used);
		unsigned char *data;
		size_t size = 1 + i_rand_limit(token->used);
		int ret;

		buffer_append_buf(copy, token, 0, size);
		data = buffer_get_modifiable_data(copy, NULL);
		for (j = i_rand_limit(4); j < 4; j++)
			data[i_rand_limit(I_MIN(size, 32))] = i_rand_limit(256);
		ret = layer_get(data, size, &got);
		test_assert(ret >= -1 && ret <= 1);
	} T_END;
}

static void test_tokens(unsigned int idx, gss_ctx_id_t gss)
{
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(layers); i++) {
		buffer_t *token = t_buffer_create(128);

		token_make(gss, layers[i], FALSE, token);
		test_is(token, 1, layers[i]);
		test_truncated(token, layers[i]);
		if (enctypes[idx].cfx) {
			test_rotated(token, layers[i]);
			test_framed(token, layers[i]);
		}
		test_spoiled(token);
		buffer_set_used_size(token, 0);
		token_make(gss, layers[i], TRUE, token);
		test_is(token, -1, layers[i]);
		test_spoiled(token);
	}
}

static void test_auth_delegate_token(void)
{
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(enctypes); i++) T_BEGIN {
		buffer_t *first = t_buffer_create(1024);
		gss_ctx_id_t gss;
		OM_uint32 minor;

		test_begin(t_strdup_printf("gss_wrap tokens of enctype %d",
					   enctypes[i].enctype));
		gss = context_new(i, first);
		if (gss != GSS_C_NO_CONTEXT) {
			/* the first message is none */
			test_is(first, 0, 1);
			test_tokens(i, gss);
			(void)gss_delete_sec_context(&minor, &gss,
						     GSS_C_NO_BUFFER);
		}
		test_end();
	} T_END;
}

static void test_auth_delegate_token_random(void)
{
	/* beginnings that lead far into the parser */
	static const struct {
		const char *octets;
		size_t size;
	} starts[] = {
		{ "", 0 },
		{ "\x05\x04", 2 },
		{ "\x02\x01", 2 },
		{ "\x02\x01\x04\x00\xff\xff", 6 },
		{ "\x02\x01\x11\x00\xff\xff", 6 },
		{ "\x60", 1 },
		{ "\x60\x84", 2 },
		{ "\x60\x0d\x06", 3 },
		{ "\x60\x10\x06\x01\x2a\x05\x04", 7 },
		{ "\x60\x10\x06\x01\x2a\x02\x01", 7 },
	};
	unsigned char data[80];
	uint8_t got;
	unsigned int i;

	test_begin("gss_wrap tokens at random");
	for (i = 0; i < 200000; i++) {
		size_t size = i_rand_limit(sizeof(data) + 1);
		int ret;

		random_fill(data, sizeof(data));
		memcpy(data, starts[i % N_ELEMENTS(starts)].octets,
		       starts[i % N_ELEMENTS(starts)].size);
		ret = layer_get(data, size, &got);
		test_assert(ret >= -1 && ret <= 1);
	}
	test_end();
}

/* The library reads its configuration from a file. */
static void krb5_conf_write(char *path)
{
	int fd = mkstemp(path);

	if (fd == -1)
		i_fatal("mkstemp(%s) failed: %m", path);
	if (write_full(fd, krb5_conf, sizeof(krb5_conf) - 1) < 0)
		i_fatal("write(%s) failed: %m", path);
	i_close_fd(&fd);
	if (setenv("KRB5_CONFIG", path, 1) < 0 ||
	    setenv("KRB5CCNAME", CCACHE, 1) < 0)
		i_fatal("setenv() failed: %m");
}

int main(void)
{
	static void (*const tests[])(void) = {
		test_auth_delegate_token,
		test_auth_delegate_token_random,
		NULL
	};
	char path[] = "test-auth-delegate-token-XXXXXX";
	int ret;

	krb5_conf_write(path);
	ret = test_run(tests);
	(void)unlink(path);
	return ret;
}
