# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""A private MIT KDC on loopback: own realm, own files, nothing of the system's."""
import os
import shutil
import socket
import subprocess
import tempfile
import time

REALM = 'EXAMPLE.TEST'
START_SECONDS = 30

KRB5_CONF = '''\
[libdefaults]
  default_realm = %(realm)s
  dns_lookup_realm = false
  dns_lookup_kdc = false
  dns_canonicalize_hostname = false
  rdns = false
  default_ccache_name = FILE:%(dir)s/ccache
[realms]
  %(realm)s = {
    kdc = 127.0.0.1:%(port)d
  }
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
[logging]
  kdc = FILE:%(dir)s/kdc.log
'''


def find(program):
    """The path of one of Kerberos' programs, None if it is not installed."""
    return shutil.which(program, path='/usr/sbin:/usr/bin:/sbin:/bin')


def missing():
    """The programs that are not installed."""
    return [p for p in ('kdb5_util', 'kadmin.local', 'krb5kdc', 'kinit') if not find(p)]


class Kdc:
    """with Kdc(root) as k: users bob, carol ...; root is the chroot Dovecot runs in. Folder
    k.dir is k.inside for Dovecot; it holds krb5.conf and the keytab of imap/localhost."""

    def __init__(self, root='', users=('alice', 'bob', 'carol'), services=('imap', 'pop')):
        self.root = root
        self.users = users
        self.services = services
        self.process = None

    def __enter__(self):
        parent = self.root + '/tmp' if self.root else None
        self.dir = tempfile.mkdtemp(prefix='exchange-kdc-', dir=parent)
        self.inside = self.dir[len(self.root):]
        os.chmod(self.dir, 0o755)
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
        shutil.rmtree(self.dir)

    def at(self, name):
        return os.path.join(self.dir, name)

    def environment(self, ccache='ccache'):
        return dict(os.environ, KRB5_CONFIG=self.at('krb5.conf'),
                    KRB5_KDC_PROFILE=self.at('kdc.conf'), KRB5CCNAME='FILE:' + self.at(ccache))

    def run(self, *words, data=None):
        subprocess.run((find(words[0]),) + words[1:], env=self.environment(), check=True,
                       input=data, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def configure(self):
        """Writes the files for a fresh port."""
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            self.port = s.getsockname()[1]
        for name, text in (('krb5.conf', KRB5_CONF), ('kdc.conf', KDC_CONF)):
            with open(self.at(name), 'w') as f:
                f.write(text % {'realm': REALM, 'dir': self.dir, 'port': self.port})

    def start(self):
        self.configure()
        self.run('kdb5_util', 'create', '-s', '-r', REALM, '-P', 'master')
        for user in self.users:
            self.run('kadmin.local', '-r', REALM, '-q', 'addprinc -pw Kerberos %s' % user)
        for service in self.services:
            name = '%s/localhost' % service
            self.run('kadmin.local', '-r', REALM, '-q', 'addprinc -randkey ' + name)
            self.run('kadmin.local', '-r', REALM, '-q',
                     'ktadd -k %s %s' % (self.at('keytab'), name))
        os.chmod(self.at('keytab'), 0o644)
        for attempt in range(4):
            self.launch()
            try:
                return self.wait()
            except OSError:
                # somebody else took the port
                if attempt == 3 or self.process.poll() is None:
                    raise
                self.configure()

    def launch(self):
        self.process = subprocess.Popen((find('krb5kdc'), '-n', '-r', REALM),
                                        env=self.environment(), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait()

    def wait(self):
        limit = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection(('127.0.0.1', self.port), 5).close()
                return
            except OSError:
                if time.monotonic() > limit or self.process.poll() is not None:
                    raise
                time.sleep(0.1)

    def kinit(self, user):
        """Gets a ticket; returns the environment that holds it."""
        env = self.environment('ccache-' + user)
        subprocess.run((find('kinit'), user), env=env, check=True, input=b'Kerberos\n',
                       stdout=subprocess.DEVNULL)
        return env
