# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""Runs exchange-audit, the one that was built for the Dovecot under test.

In a chroot the auditor runs inside, so that its libdovecot is the right one.
"""
import contextlib
import json
import os
import shutil
import subprocess

import kdc

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ.get('EXCHANGE_BUILD') or os.path.join(os.path.dirname(TESTS), 'build')
ROOT = os.environ.get('EXCHANGE_ROOT', '')
RUN_SECONDS = 500
VERSIONS = ('2003', '2007', '2010', '2010sp2', '2013', '2016', '2019')
PASSWORD = 'Password'


def binary():
    """Path on this host."""
    return os.path.join(BUILD, 'src', 'exchange-audit', 'exchange-audit')


def inside(path):
    """The path as a program in the chroot sees it."""
    if ROOT and path.startswith(ROOT + '/'):
        return path[len(ROOT):]
    return path


def words(d=None):
    """What starts the auditor: in the chroot where the Dovecot d has its modules, so that
    its agent can call doveadm."""
    if not ROOT:
        return [binary()]
    enter = ['nsenter', '-t', str(d.pid), '-m', '-r', '-w'] if d else ['chroot', ROOT]
    return enter + [inside(binary())]


def run(arguments, env=None, seconds=RUN_SECONDS, d=None):
    """Returns exit status, standard output, standard error."""
    all_env = dict(os.environ, EXCHANGE_AUDIT_PASSWORD=PASSWORD,
                   EXCHANGE_AUDIT_PASSWORD2=PASSWORD,
                   EXCHANGE_AUDIT_DELEGATE_PASSWORD=PASSWORD, **dict(env or {}, **(agent_env(d) if d else {})))
    done = subprocess.run(words(d) + list(arguments), stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=seconds, env=all_env)
    return done.returncode, done.stdout.decode('utf-8', 'replace'), \
        done.stderr.decode('utf-8', 'replace')


def agent(d):
    """The program of --agent, as the auditor sees it."""
    path = os.path.join(TESTS, 'lib', 'audit-agent')
    return inside(shutil.copy(path, d.dir)) if ROOT else path


def agent_env(d):
    """What that program wants to know."""
    doveadm = 'doveadm -c ' + inside(d.conf_path) if ROOT else d.env['EXCHANGE_DOVEADM']
    return {'EXCHANGE_DOVEADM': doveadm}


def server_words(d):
    """Options for a Dovecot of with-dovecot: both ports, both users, the certificate."""
    return ['--user', 'alice', '--user2', 'bob', '--clear', '--clear-port', str(d.port),
            '--tls-port', str(d.tls_port), '--insecure-from', '127.0.0.2',
            '--ca', inside(d.ca), '--agent', agent(d)]


def audit(d, *options):
    """Runs the rows against a Dovecot. Returns exit status, {id: row} and the whole of it."""
    status, out, err = run(server_words(d) + ['--format', 'json'] + list(options) +
                           ['%s:%d' % (d.host, d.port)], env=d.env, d=d)
    try:
        result = json.loads(out)
    except ValueError:
        raise RuntimeError('exit status %d\n%s\n%s' % (status, err, out[-2000:])) from None
    return status, {row['id']: row for row in result['rows']}, result


def ground_truth():
    """[(id, measured, version, verdict)] of tests/audit-ground-truth.tsv."""
    rows = []
    with open(os.path.join(TESTS, 'audit-ground-truth.tsv')) as f:
        for line in f:
            if not line.startswith('#') and not line.startswith('id\t'):
                rows.append(tuple(line.rstrip('\n').split('\t'))[:4])
    return rows


GSSAPI = 'usr/lib/dovecot/modules/auth/libmech_gssapi.so'
GSSAPI_CONF = """\
auth_krb5_keytab = %(dir)s/keytab
auth_gssapi_hostname = localhost
"""
GSSAPI_23 = 'import_environment = TZ CORE_OUTOFMEM CORE_ERROR KRB5_CONFIG=%(dir)s/krb5.conf\n'
GSSAPI_24 = 'import_environment {\n  KRB5_CONFIG = %(dir)s/krb5.conf\n}\n'


def has_gssapi():
    return os.path.exists(os.path.join(ROOT or '/', GSSAPI)) and not kdc.missing()


def start_kdc(tries=3):
    """Another program may take the KDC's port before it does."""
    while True:
        try:
            return kdc.Kdc(ROOT).__enter__()
        except OSError:
            tries -= 1
            if not tries:
                raise


@contextlib.contextmanager
def realm():
    """A Kerberos realm and a ticket of alice. Gives the texts {conf, conf_23, conf_24} for
    dovecot(), and the auditor's environment; use --kerberos-host localhost."""
    with contextlib.ExitStack() as stack:
        k = start_kdc()
        stack.push(k)
        k.run('kinit', 'alice', data=b'Kerberos\n')
        os.chmod(k.at('ccache'), 0o600)
        words = {'dir': k.inside}
        yield ({'conf': GSSAPI_CONF % words, 'conf_23': GSSAPI_23 % words,
                'conf_24': GSSAPI_24 % words},
               {'KRB5_CONFIG': k.inside + '/krb5.conf',
                'KRB5CCNAME': 'FILE:%s/ccache' % k.inside})
