# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""A private Kerberos realm on loopback: KDC, keytab of the IMAP service, tickets of alice."""
import os
import shutil
import signal
import subprocess
import tempfile
import time

from privatedovecot import free_ports

REALM = 'EXCHANGE.TEST'
SERVICE = 'imap/localhost'
KRB5_CONF = '''\
[libdefaults]
  default_realm = %(realm)s
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
[realms]
  %(realm)s = {
    kdc = 127.0.0.1:%(port)d
  }
[domain_realm]
  localhost = %(realm)s
'''
KDC_CONF = '''\
[kdcdefaults]
  kdc_listen = 127.0.0.1:%(port)d
  kdc_tcp_listen = 127.0.0.1:%(port)d
[realms]
  %(realm)s = {
    database_name = %(dir)s/principal
    key_stash_file = %(dir)s/stash
    acl_file = %(dir)s/acl
  }
'''
MODULE = '/usr/lib/dovecot/modules/auth/libmech_gssapi.so'
NEEDED = ('krb5kdc', 'kdb5_util', 'kadmin.local', 'kinit')
SBIN = os.environ.get('PATH', '') + ':/usr/sbin:/sbin'


def missing():
    """The first thing that is not installed, or ''."""
    if not os.path.exists(MODULE):
        return MODULE
    for name in NEEDED:
        if not shutil.which(name, path=SBIN):
            return name
    return ''


class Realm:
    """with Realm() as r: r.env for clients, r.conf and r.keytab for the server."""

    def __enter__(self):
        self.dir = tempfile.mkdtemp(prefix='exchange-kdc-')
        os.chmod(self.dir, 0o755)
        words = {'realm': REALM, 'port': free_ports(1)[0], 'dir': self.dir}
        self.conf = self.write('krb5.conf', KRB5_CONF % words)
        kdc_conf = self.write('kdc.conf', KDC_CONF % words)
        self.keytab, client = self.dir + '/imap.keytab', self.dir + '/alice.keytab'
        self.env = {'KRB5_CONFIG': self.conf, 'KRB5_KDC_PROFILE': kdc_conf, 'PATH': SBIN,
                    'KRB5CCNAME': 'FILE:' + self.dir + '/ccache'}
        self.run('kdb5_util', 'create', '-s', '-P', 'master', '-r', REALM)
        for name, keytab in ((SERVICE, self.keytab), ('alice', client)):
            self.run('kadmin.local', 'addprinc', '-randkey', name)
            self.run('kadmin.local', 'ktadd', '-k', keytab, name)
        os.chmod(self.keytab, 0o644)
        self.kdc = subprocess.Popen(['krb5kdc', '-n'], env=self.all_env(),
                                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL)
        self.ticket(client)
        return self

    def settings(self, mechanisms):
        """Settings of a Dovecot that accepts tickets."""
        return ['auth_mechanisms = ' + mechanisms, 'auth_krb5_keytab = ' + self.keytab,
                'auth_gssapi_hostname = "$ALL"',
                'import_environment = TZ KRB5_CONFIG=' + self.conf]

    def write(self, name, text):
        path = os.path.join(self.dir, name)
        with open(path, 'w') as f:
            f.write(text)
        return path

    def all_env(self):
        return dict(os.environ, **self.env)

    def run(self, *words):
        subprocess.run(words, env=self.all_env(), check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.PIPE)

    def ticket(self, keytab):
        """The KDC needs a moment until it answers."""
        for left in range(100, -1, -1):
            try:
                self.run('kinit', '-k', '-t', keytab, 'alice')
                return
            except subprocess.CalledProcessError:
                if not left:
                    raise
                time.sleep(0.1)

    def __exit__(self, *_):
        self.kdc.send_signal(signal.SIGTERM)
        self.kdc.wait(30)
        shutil.rmtree(self.dir)
