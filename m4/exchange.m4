dnl exchange.m4 - what dovecot-exchange asks about the system. One macro per question.

dnl EXCHANGE_FIND_DOVECOT
dnl Debian installs dovecot-config below /usr while configure's prefix is /usr/local:
dnl look there too before DC_DOVECOT gives up, and say which package is missing.
AC_DEFUN([EXCHANGE_FIND_DOVECOT], [
  AS_IF([test "x$with_dovecot" = x], [
    for exchange_dir in "$prefix/lib/dovecot" "$ac_default_prefix/lib/dovecot" /usr/lib/dovecot; do
      AS_IF([test "x$with_dovecot" = x && test -f "$exchange_dir/dovecot-config"],
        [with_dovecot=$exchange_dir])
    done
  ])
  AS_IF([test "x$with_dovecot" = x || test ! -f "$with_dovecot/dovecot-config"], [
    AC_MSG_ERROR([Dovecot's headers are missing: install the package dovecot-dev, or name the folder that holds dovecot-config with --with-dovecot=DIR])
  ])
])

dnl EXCHANGE_MODULEDIR
dnl Where modules are installed; by default where the Dovecot found looks for them.
AC_DEFUN([EXCHANGE_MODULEDIR], [
  AC_ARG_WITH([moduledir],
    [AS_HELP_STRING([--with-moduledir=DIR], [install the modules below DIR (default: Dovecot's own module folder)])],
    [exchange_moduledir=$withval], [exchange_moduledir=$dovecot_moduledir])
  AC_SUBST([exchange_moduledir])
  DISTCHECK_CONFIGURE_FLAGS="--with-dovecot=$abs_dovecotdir --with-moduledir='\$\${prefix}/lib/dovecot/modules'"
])

dnl EXCHANGE_WARNINGS
AC_DEFUN([EXCHANGE_WARNINGS], [
  AC_ARG_ENABLE([werror],
    [AS_HELP_STRING([--enable-werror], [stop at compiler warnings, for CI (default: no)])],
    [], [enable_werror=no])
  dnl Dovecot's callback macros leave parameters unused and compare signs in headers.
  EXCHANGE_CFLAGS="-Wall -Wextra -Wno-unused-parameter"
  AS_IF([test "x$enable_werror" = xyes], [EXCHANGE_CFLAGS="$EXCHANGE_CFLAGS -Werror"])
])

dnl EXCHANGE_SANITIZERS
dnl --enable-ubsan is Dovecot's own macro (DC_DOVECOT_HARDENING); this is its sister.
AC_DEFUN([EXCHANGE_SANITIZERS], [
  AC_ARG_ENABLE([asan],
    [AS_HELP_STRING([--enable-asan], [build with AddressSanitizer (default: no)])],
    [], [enable_asan=no])
  AS_IF([test "x$enable_asan" = xyes], [
    EXTRA_CFLAGS="$EXTRA_CFLAGS -fsanitize=address -fno-omit-frame-pointer -U_FORTIFY_SOURCE"
  ])
])

dnl EXCHANGE_TRY(CAPABILITY, DESCRIPTION, INCLUDES AND FUNCTIONS)
dnl Compiles against the installed headers; defines CAPABILITY when that works. A wrong
dnl prototype must be an error here although C lets it pass with a warning.
AC_DEFUN([EXCHANGE_TRY], [
  AC_CACHE_CHECK([whether $2], [exchange_cv_$1], [
    exchange_save_CFLAGS=$CFLAGS
    exchange_save_CPPFLAGS=$CPPFLAGS
    CFLAGS="-std=gnu99 -Werror=implicit-function-declaration -Werror=incompatible-pointer-types -Werror=int-conversion"
    CPPFLAGS="$CPPFLAGS -DHAVE_CONFIG_H $LIBDOVECOT_INCLUDE"
    AC_COMPILE_IFELSE([AC_LANG_SOURCE([[#include "lib.h"
]$3])], [exchange_cv_$1=yes], [exchange_cv_$1=no])
    CFLAGS=$exchange_save_CFLAGS
    CPPFLAGS=$exchange_save_CPPFLAGS
  ])
  AS_IF([test "x$exchange_cv_$1" = xyes], [AC_DEFINE([$1], [1], [Define if $2])])
])

dnl EXCHANGE_CHECK_DOVECOT_HEADERS
AC_DEFUN([EXCHANGE_CHECK_DOVECOT_HEADERS], [
  EXCHANGE_TRY([HAVE_LOGIN_HEADERS], [Dovecot's login headers can be used],
    [[#include "login-common.h"
#include "client-common.h"
int f(struct client *c);
int f(struct client *c) { return c->fd; }]])
  EXCHANGE_TRY([HAVE_SASL_SERVER_HEADERS], [Dovecot's lib-sasl server headers fit each other],
    [[#include "auth-common.h"
#include "auth-request.h"
int f(struct auth_request *r);
int f(struct auth_request *r) { return r->pool != NULL; }]])
  AS_IF([test "x$exchange_cv_HAVE_LOGIN_HEADERS$exchange_cv_HAVE_SASL_SERVER_HEADERS" != xyesyes], [
    AC_MSG_ERROR([the headers of this Dovecot cannot be used: versions 2.4.2 to 2.4.4 install two different files named sasl-server.h over each other; use 2.3.19, 2.4.1, or 2.4.5 and later])
  ])
])

AC_DEFUN([EXCHANGE_CHECK_OPENSSL], [
  PKG_CHECK_MODULES([OPENSSL], [libcrypto >= 3.0 libssl >= 3.0], [],
    [AC_MSG_ERROR([OpenSSL 3 is missing: install the package libssl-dev])])
])

AC_DEFUN([EXCHANGE_CHECK_KRB5], [
  PKG_CHECK_MODULES([KRB5], [krb5-gssapi], [],
    [AC_MSG_ERROR([MIT Kerberos is missing: install the package libkrb5-dev])])
])

dnl EXCHANGE_PROBES
dnl Everything src/compat forks on. Names say the capability, never a version.
AC_DEFUN([EXCHANGE_PROBES], [
  EXCHANGE_TRY([HAVE_LIB_SETTINGS], [settings come from lib-settings],
    [[#include "settings.h"
#include "settings-parser.h"
extern struct setting_parser_info i;
struct setting_parser_info i = { .name = "x", .pool_offset1 = 1 };]])
  EXCHANGE_TRY([HAVE_SASL_SERVER_MECH], [SASL mechanisms are defined in lib-sasl],
    [[#include "auth-common.h"
#include "auth-sasl.h"
#include "sasl-server-protected.h"
extern struct sasl_server_mech_def d;
struct sasl_server_mech_def d = { .name = "X" };]])
  EXCHANGE_TRY([HAVE_IMAP_PARSER_PARAMS], [imap_parser_create() takes parameters],
    [[#include "imap-parser.h"
struct imap_parser *f(struct istream *i);
struct imap_parser *f(struct istream *i) { return imap_parser_create(i, NULL, 10, NULL); }]])
  EXCHANGE_TRY([HAVE_IMAP_QUOTE_FLAGS], [IMAP strings are written with flags],
    [[#include "imap-quote.h"
#include "imap-envelope.h"
void f(struct message_part_envelope *e, string_t *s);
void f(struct message_part_envelope *e, string_t *s) { imap_envelope_write(e, s, 0); }]])
  EXCHANGE_TRY([HAVE_MAIL_BINARY_PROPERTIES], [binary streams have properties],
    [[#include "mail-storage.h"
size_t f(void);
size_t f(void) { return sizeof(struct mail_binary_properties); }]])
  EXCHANGE_TRY([HAVE_MAIL_CACHE_FIELDS_POOL], [fields of the mail cache are registered with a pool],
    [[#include "mail-cache.h"
void f(struct mail_cache *c, struct mail_cache_field *d);
void f(struct mail_cache *c, struct mail_cache_field *d) { mail_cache_register_fields(c, d, 1, MAIL_CACHE_TRUNCATE_NAME_FAIL); }]])
  EXCHANGE_TRY([HAVE_IOSTREAM_SSL_EVENT], [TLS streams of clients take an event],
    [[#include "iostream-ssl.h"
int f(struct ssl_iostream_context *c, struct event *e, struct istream **i, struct ostream **o, struct ssl_iostream **s, const char **r);
int f(struct ssl_iostream_context *c, struct event *e, struct istream **i, struct ostream **o, struct ssl_iostream **s, const char **r) { return io_stream_create_ssl_client(c, "", e, SSL_IOSTREAM_FLAG_ALLOW_INVALID_CERT, i, o, s, r); }]])
  EXCHANGE_TRY([HAVE_LOGIN_CLIENT_CONNECTION_SECURED], [login clients have connection_secured],
    [[#include "login-common.h"
#include "client-common.h"
int f(struct client *c);
int f(struct client *c) { return c->connection_secured; }]])
  EXCHANGE_TRY([HAVE_AUTH_REQUEST_CONN_SECURED], [auth requests have conn_secured],
    [[#include "auth-common.h"
#include "auth-request.h"
int f(struct auth_request *r);
int f(struct auth_request *r) { return r->fields.conn_secured; }]])
  EXCHANGE_TRY([HAVE_CLIENT_AUTH_RESULT_LIMIT], [logins can fail by a limit of connections],
    [[#include "login-common.h"
#include "client-common.h"
extern enum client_auth_result r;
enum client_auth_result r = CLIENT_AUTH_RESULT_LIMIT_REACHED;]])
  EXCHANGE_TRY([HAVE_CREDENTIALS_CALLBACK_SCHEME], [credentials callbacks get the scheme],
    [[#include "auth-common.h"
#include "auth-request.h"
static void cb(enum passdb_result r, const unsigned char *c, size_t n, const char *s, struct auth_request *q) {}
extern lookup_credentials_callback_t *p;
lookup_credentials_callback_t *p = cb;]])
  EXCHANGE_TRY([HAVE_IMAP_COMMAND_UTF8], [imap commands know whether they are in UTF-8],
    [[#include "imap-common.h"
#include "imap-client.h"
int f(struct client_command_context *c);
int f(struct client_command_context *c) { return c->utf8; }]])
  EXCHANGE_TRY([HAVE_ISTREAM_HIDDEN_INPUTS], [i_stream_create() asks for hidden inputs],
    [[#include "istream-private.h"
extern enum istream_hidden_inputs h;
enum istream_hidden_inputs h;]])
])
