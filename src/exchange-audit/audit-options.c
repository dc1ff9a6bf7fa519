/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "array.h"
#include "audit-options.h"
#include "audit-rows.h"

#include <getopt.h>
#include <stdio.h>
#include <sys/stat.h>

#define DEFAULT_TIMEOUT_SECS 30

enum option_id {
	OPT_USER = 256,
	OPT_PASSWORD_FILE,
	OPT_USER2,
	OPT_PASSWORD2_FILE,
	OPT_DELEGATE,
	OPT_DELEGATE_PASSWORD_FILE,
	OPT_DELEGATE_MAILBOX,
	OPT_TLS,
	OPT_STARTTLS,
	OPT_CLEAR,
	OPT_TLS_PORT,
	OPT_CLEAR_PORT,
	OPT_INSECURE_FROM,
	OPT_CA,
	OPT_ANY_CERTIFICATE,
	OPT_EXCHANGE_VERSION,
	OPT_MECHANISM,
	OPT_KERBEROS_HOST,
	OPT_AGENT,
	OPT_AREA,
	OPT_ONLY,
	OPT_DOCUMENTED_ONLY,
	OPT_SLOW,
	OPT_KEEP,
	OPT_TIMEOUT,
	OPT_TIMERS,
	OPT_FORMAT,
	OPT_RECORD,
	OPT_COMPARE,
	OPT_OUTLOOK,
	OPT_LIST,
	OPT_HELP,
	OPT_VERSION
};

static const struct {
	const char *name;
	enum option_id id;
	/* NULL: takes none */
	const char *arg;
	const char *text;
} option_table[] = {
	{ "user", OPT_USER, "NAME", "log in as NAME" },
	{ "password-file", OPT_PASSWORD_FILE, "FILE",
	  "its password is the first line of FILE (or EXCHANGE_AUDIT_PASSWORD, "
	  "or a prompt)" },
	{ "user2", OPT_USER2, "NAME", "a second user" },
	{ "password2-file", OPT_PASSWORD2_FILE, "FILE",
	  "the second user's password (or EXCHANGE_AUDIT_PASSWORD2)" },
	{ "delegate", OPT_DELEGATE, "NAME",
	  "a delegate's login name, as domain/delegate/principal" },
	{ "delegate-password-file", OPT_DELEGATE_PASSWORD_FILE, "FILE",
	  "the delegate's password (or EXCHANGE_AUDIT_DELEGATE_PASSWORD)" },
	{ "delegate-mailbox", OPT_DELEGATE_MAILBOX, "NAME",
	  "a mailbox that only the principal has" },
	{ "tls", OPT_TLS, NULL, "TLS from the start (default on port 993)" },
	{ "starttls", OPT_STARTTLS, NULL, "STARTTLS (default elsewhere)" },
	{ "clear", OPT_CLEAR, NULL, "no TLS: passwords go in clear" },
	{ "tls-port", OPT_TLS_PORT, "PORT", "the server's TLS port" },
	{ "clear-port", OPT_CLEAR_PORT, "PORT", "the server's clear port" },
	{ "insecure-from", OPT_INSECURE_FROM, "IP",
	  "own address from which the server takes us for insecure" },
	{ "ca", OPT_CA, "FILE", "certificates to trust (default: system's)" },
	{ "any-certificate", OPT_ANY_CERTIFICATE, NULL,
	  "do not verify the server's certificate" },
	{ "exchange-version", OPT_EXCHANGE_VERSION, "VERSION",
	  "2003 2007 2010 2010sp2 2013 2016 2019 (default 2019)" },
	{ "mechanism", OPT_MECHANISM, "NAME",
	  "login (default), plain, gssapi or ntlm" },
	{ "kerberos-host", OPT_KERBEROS_HOST, "NAME",
	  "host of the Kerberos service imap/NAME" },
	{ "agent", OPT_AGENT, "PROGRAM",
	  "program that changes mail by another protocol, see the man page" },
	{ "area", OPT_AREA, "NAME,...",
	  "only rows of login wire names messages sync auth client" },
	{ "only", OPT_ONLY, "ID,...", "only these rows" },
	{ "documented-only", OPT_DOCUMENTED_ONLY, NULL,
	  "check Microsoft's documents alone, not the exact lines" },
	{ "slow", OPT_SLOW, NULL, "run the rows that wait for timers too" },
	{ "timers", OPT_TIMERS, "LOGIN,IDLE",
	  "as --slow, of a server with these timers and not 60,1800" },
	{ "keep", OPT_KEEP, NULL, "leave the scratch mailboxes" },
	{ "timeout", OPT_TIMEOUT, "SECONDS",
	  "wait so long for an answer (default 30)" },
	{ "format", OPT_FORMAT, "NAME",
	  "table (default), tap, json, markdown or html" },
	{ "record", OPT_RECORD, "DIR", "keep a transcript of each row in DIR" },
	{ "compare", OPT_COMPARE, NULL,
	  "DIR1 DIR2: show where two recorded servers differ" },
	{ "outlook", OPT_OUTLOOK, "YEAR",
	  "play a session of Outlook 2007 or 2010" },
	{ "list", OPT_LIST, NULL, "print the rows and end" },
	{ "help", OPT_HELP, NULL, "print this and end" },
	{ "version", OPT_VERSION, NULL, "print the version and end" },
};

static void print_help(void)
{
	unsigned int i;

	printf("usage: exchange-audit [options] host[:port]\n"
	       "       exchange-audit --compare DIR1 DIR2\n\n"
	       "Checks an IMAP server against Microsoft's documents of "
	       "Exchange, statement by\nstatement. Exit status: 0 all hold, "
	       "1 something differs, 2 could not run.\n\n");
	for (i = 0; i < N_ELEMENTS(option_table); i++) {
		printf("  --%-30s %s\n", option_table[i].arg == NULL ?
		       option_table[i].name :
		       t_strconcat(option_table[i].name, "=",
				   option_table[i].arg, NULL),
		       option_table[i].text);
	}
}

static struct option *getopt_options(void)
{
	struct option *opts = t_new(struct option,
				    N_ELEMENTS(option_table) + 1);
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(option_table); i++) {
		opts[i].name = option_table[i].name;
		opts[i].val = option_table[i].id;
		opts[i].has_arg = option_table[i].arg == NULL ?
			no_argument : required_argument;
	}
	return opts;
}

static int parse_port(const char *value, in_port_t *port_r,
		      const char **error_r)
{
	if (net_str2port(value, port_r) == 0)
		return 0;
	*error_r = t_strdup_printf("not a port: %s", value);
	return -1;
}

static int parse_list(pool_t pool, const char *value, const char *what,
		      const char *const **list_r, const char **error_r)
{
	const char *const *items =
		(const char *const *)p_strsplit(pool, value, ",");
	unsigned int i;
	bool found;

	*list_r = items;
	for (; *items != NULL; items++) {
		found = strcmp(what, "row") == 0 &&
			audit_row_find(*items) != NULL;
		for (i = 0; i < AUDIT_AREA_COUNT && *what == 'a'; i++) {
			if (strcmp(*items, audit_area_name(i)) == 0)
				found = TRUE;
		}
		if (!found) {
			*error_r = t_strdup_printf("there is no %s %s", what,
						   *items);
			return -1;
		}
	}
	return 0;
}

static int parse_outlook(struct audit_options *options, const char *value,
			 const char **error_r)
{
	if (str_to_uint(value, &options->outlook) == 0 &&
	    (options->outlook == 2007 || options->outlook == 2010))
		return 0;
	*error_r = "--outlook takes 2007 or 2010";
	return -1;
}

static int parse_secs(const char *value, unsigned int *msecs_r)
{
	if (str_to_uint(value, msecs_r) < 0 || *msecs_r == 0 ||
	    *msecs_r > 86400)
		return -1;
	*msecs_r *= 1000;
	return 0;
}

static int parse_timers(struct audit_settings *set, const char *value)
{
	const char *const *secs = t_strsplit(value, ",");

	set->slow = TRUE;
	if (str_array_length(secs) != 2 ||
	    parse_secs(secs[0], &set->login_timer_msecs) < 0)
		return -1;
	return parse_secs(secs[1], &set->autologout_msecs);
}

static int parse_mechanism(struct audit_settings *set, const char *value,
			   const char **error_r)
{
	static const char *const names[] = {
		"login", "plain", "gssapi", "ntlm", NULL
	};

	set->mechanism = value;
	if (str_array_find(names, value))
		return 0;
	*error_r = "--mechanism takes login, plain, gssapi or ntlm";
	return -1;
}

static int parse_record(struct audit_settings *set, const char *dir,
			const char **error_r)
{
	set->record_dir = dir;
	if (mkdir(dir, 0700) == 0 || errno == EEXIST)
		return 0;
	*error_r = t_strdup_printf("mkdir(%s) failed: %m", dir);
	return -1;
}

/* Options that are more than a string or a flag. */
static int parse_value(struct audit_options *options, enum option_id id,
		       const char *value, const char **error_r)
{
	struct audit_settings *set = &options->set;

	switch (id) {
	case OPT_PASSWORD_FILE:
		return audit_password_read(options->pool, value,
					   &set->user.password, error_r);
	case OPT_PASSWORD2_FILE:
		return audit_password_read(options->pool, value,
					   &set->user2.password, error_r);
	case OPT_DELEGATE_PASSWORD_FILE:
		return audit_password_read(options->pool, value,
					   &set->delegate.password, error_r);
	case OPT_TLS_PORT:
		return parse_port(value, &set->tls_port, error_r);
	case OPT_CLEAR_PORT:
		return parse_port(value, &set->clear_port, error_r);
	case OPT_INSECURE_FROM:
		*error_r = "--insecure-from takes an IP address";
		return net_addr2ip(value, &set->insecure_from);
	case OPT_EXCHANGE_VERSION:
		*error_r = t_strdup_printf("there is no Exchange %s", value);
		set->version = audit_version_parse(value);
		return set->version == 0 ? -1 : 0;
	case OPT_MECHANISM:
		return parse_mechanism(set, value, error_r);
	case OPT_AREA:
		return parse_list(options->pool, value, "area", &set->areas,
				  error_r);
	case OPT_ONLY:
		return parse_list(options->pool, value, "row", &set->only,
				  error_r);
	case OPT_TIMEOUT:
		*error_r = "--timeout takes a number of seconds";
		return parse_secs(value, &set->timeout_msecs);
	case OPT_TIMERS:
		*error_r = "--timers takes two numbers of seconds";
		return parse_timers(set, value);
	case OPT_FORMAT:
		*error_r = t_strdup_printf("there is no format %s", value);
		options->report = audit_report_find(value);
		return options->report == NULL ? -1 : 0;
	case OPT_RECORD:
		return parse_record(set, value, error_r);
	case OPT_OUTLOOK:
		return parse_outlook(options, value, error_r);
	default:
		i_unreached();
	}
}

static int parse_option(struct audit_options *options, enum option_id id,
			const char *value, bool *compare, const char **error_r)
{
	struct audit_settings *set = &options->set;
	struct {
		enum option_id id;
		const char **str;
		bool *flag;
	} simple[] = {
		{ OPT_USER, &set->user.name, NULL },
		{ OPT_USER2, &set->user2.name, NULL },
		{ OPT_DELEGATE, &set->delegate.name, NULL },
		{ OPT_DELEGATE_MAILBOX, &set->delegate_marker, NULL },
		{ OPT_CA, &set->ca_file, NULL },
		{ OPT_KERBEROS_HOST, &set->kerberos_host, NULL },
		{ OPT_AGENT, &set->agent, NULL },
		{ OPT_ANY_CERTIFICATE, NULL, &set->insecure_cert },
		{ OPT_DOCUMENTED_ONLY, NULL, &set->documented_only },
		{ OPT_SLOW, NULL, &set->slow },
		{ OPT_KEEP, NULL, &set->keep },
		{ OPT_COMPARE, NULL, compare },
		{ OPT_LIST, NULL, &options->list },
	};
	unsigned int i;

	for (i = 0; i < N_ELEMENTS(simple); i++) {
		if (simple[i].id != id)
			continue;
		if (simple[i].str != NULL)
			*simple[i].str = value;
		else
			*simple[i].flag = TRUE;
		return 0;
	}
	if (id == OPT_TLS || id == OPT_STARTTLS || id == OPT_CLEAR) {
		set->security = id == OPT_TLS ? AUDIT_SECURITY_TLS :
			(id == OPT_CLEAR ? AUDIT_SECURITY_CLEAR :
			 AUDIT_SECURITY_STARTTLS);
		options->security_set = TRUE;
		return 0;
	}
	return parse_value(options, id, value, error_r);
}

/* host, host:port, [v6]:port */
static int parse_host(struct audit_options *options, const char *arg,
		      const char **error_r)
{
	struct audit_settings *set = &options->set;
	in_port_t port = options->security_set &&
		set->security != AUDIT_SECURITY_TLS ? 143 : 993;

	*error_r = t_strdup_printf("not host[:port]: %s", arg);
	if (net_str2hostport(arg, port, &set->host, &set->port) < 0)
		return -1;
	set->host = p_strdup(options->pool, set->host);
	if (!options->security_set)
		set->security = set->port == 993 ? AUDIT_SECURITY_TLS :
			AUDIT_SECURITY_STARTTLS;
	if (set->security == AUDIT_SECURITY_TLS)
		set->tls_port = set->port;
	else
		set->clear_port = set->port;
	return 0;
}

int audit_options_parse(int argc, char *argv[],
			struct audit_options *options_r, const char **error_r)
{
	struct option *opts = getopt_options();
	bool compare = FALSE;
	int opt;

	i_zero(options_r);
	options_r->pool = pool_alloconly_create("audit options", 1024);
	options_r->report = audit_report_table;
	options_r->set.version = AUDIT_2019;
	options_r->set.mechanism = "login";
	options_r->set.timeout_msecs = DEFAULT_TIMEOUT_SECS * 1000;
	options_r->set.login_timer_msecs = 60 * 1000; /* E0002 */
	options_r->set.autologout_msecs = 30 * 60 * 1000; /* V0015 */
	while ((opt = getopt_long(argc, argv, "h", opts, NULL)) != -1) {
		if (opt == '?') {
			*error_r = "see exchange-audit --help";
			return -1;
		}
		if (opt == 'h' || opt == OPT_HELP) {
			print_help();
			return 0;
		}
		if (opt == OPT_VERSION) {
			printf("exchange-audit %s\n", AUDIT_VERSION);
			return 0;
		}
		if (parse_option(options_r, opt, optarg, &compare,
				 error_r) < 0)
			return -1;
	}
	if (options_r->list)
		return 1;
	if (compare) {
		*error_r = "--compare takes two folders";
		if (argc - optind != 2)
			return -1;
		options_r->compare_dir1 = argv[optind];
		options_r->compare_dir2 = argv[optind + 1];
		return 1;
	}
	*error_r = "one host[:port] is wanted; see exchange-audit --help";
	if (argc - optind != 1 ||
	    parse_host(options_r, argv[optind], error_r) < 0)
		return -1;
	return audit_passwords_get(options_r, error_r) < 0 ? -1 : 1;
}
