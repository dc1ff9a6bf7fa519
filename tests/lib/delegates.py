# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""A private Dovecot with the gate for delegates in front of its passdbs."""
import base64
import os
import shlex
import shutil
import socket
import subprocess

GATE_23 = '''\
passdb {
  driver = exchange_delegate
  master = yes
  args = %(dict)s
}
passdb {
  driver = passwd-file
  master = yes
  pass = yes
  args = @DIR@/users
}
'''
GATE_24 = '''\
exchange_delegate {
  %(dict)s
}
passdb exchange_delegate {
  driver = exchange_delegate
  master = yes
}
passdb delegates {
  driver = passwd-file
  master = yes
  result_success = continue
  passwd_file_path = @DIR@/users
}
'''
FILE_23 = 'file:@DIR@/state/delegates'
FILE_24 = 'dict file {\n    path = @DIR@/state/delegates\n  }'


def gate(dict_23=FILE_23, dict_24=FILE_24):
    """Arguments for dovecot(): the gate with a dict, a file unless said otherwise."""
    return {'conf_23': GATE_23 % {'dict': dict_23}, 'conf_24': GATE_24 % {'dict': dict_24}}


class Grants:
    """Grants in the file dict of gate(), by doveadm dict as an operator edits them."""

    def __init__(self, d):
        self.d = d
        self.path = os.path.join(d.dir, 'state', 'delegates')
        inside = self.path[len(d.root):]
        self.where = 'file:' + inside if d.family == '2.3' else 'exchange_delegate'
        with open(self.path, 'w'):
            pass
        shutil.chown(self.path, *self.owner())

    def owner(self):
        """uid and gid of the auth process."""
        words = ['chroot', self.d.root] if self.d.root else []
        done = subprocess.run(words + ['id', '-u', 'dovecot'], stdout=subprocess.PIPE,
                              check=True)
        group = subprocess.run(words + ['id', '-g', 'dovecot'], stdout=subprocess.PIPE,
                               check=True)
        return int(done.stdout), int(group.stdout)

    @staticmethod
    def key(principal, delegate=''):
        def escape(name):
            return name.replace('\\', '\\\\').replace('/', '\\|')
        return 'shared/exchange/delegates/%s/%s' % (escape(principal), escape(delegate))

    def set(self, delegate, principal, value='full'):
        self.d.doveadm('dict', 'set', self.where, self.key(principal, delegate), value)

    def unset(self, delegate, principal):
        self.d.doveadm('dict', 'unset', self.where, self.key(principal, delegate))

    def list(self, principal):
        return self.d.doveadm('dict', 'iter', self.where, self.key(principal)).decode()

    def fill(self, pairs):
        """Writes many grants at once, in the form of Dovecot's file dict."""
        with open(self.path, 'w') as f:
            for delegate, principal in pairs:
                f.write('%s\nfull\n' % self.key(principal, delegate))


class AuthClient:
    """Dovecot's auth protocol on its auth-client socket, many requests at a time."""

    def __init__(self, d):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(120)
        path = os.path.join(d.dir, 'run', 'auth-client')
        self.sock.connect(path)
        self.file = self.sock.makefile('rb')
        self.send('VERSION\t1\t2\nCPID\t%d\n' % os.getpid())
        while self.file.readline() != b'DONE\n':
            pass
        self.count = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.sock.close()

    def send(self, text):
        self.sock.sendall(text.encode())

    def plain(self, requests, service='imap'):
        """requests: (authzid, authcid, password). Returns a list: fields of the answers as
        dicts, with 'result' OK or FAIL, in the order of the requests."""
        first = self.count + 1
        for authzid, authcid, password in requests:
            self.count += 1
            initial = base64.b64encode('\0'.join((authzid, authcid, password)).encode())
            self.send('AUTH\t%d\tPLAIN\tservice=%s\tsecured\tno-penalty\tresp=%s\n' % (
                self.count, service, initial.decode()))
        answers = {}
        while len(answers) < len(requests):
            words = self.file.readline().decode().rstrip('\n').split('\t')
            if words[0] in ('OK', 'FAIL'):
                fields = dict((w + '=').split('=')[:2] for w in words[2:])
                fields['result'] = words[0]
                answers[int(words[1])] = fields
        return [answers[first + i] for i in range(len(requests))]


def words(command):
    return shlex.split(command)
