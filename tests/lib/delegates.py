# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""A private Dovecot with the gate for delegates in front of its passdbs."""
import base64
import os
import shutil
import socket
import subprocess

TREE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# the dicts of conf.d/*/91-exchange-delegates.conf
FILE_23 = 'file:@DIR@/state/delegates'
FILE_24 = 'dict file {\n    path = @DIR@/state/delegates\n  }'
CONF_23 = 'file:/var/lib/dovecot/exchange-delegates'
CONF_24 = 'dict file {\n    path = /var/lib/dovecot/exchange-delegates\n  }'


def ready(family, name):
    """A file of conf.d, to be used as it is but for its paths."""
    with open(os.path.join(TREE, 'conf.d', family, name)) as f:
        text = f.read()
    return text.replace('/etc/dovecot/users', '@DIR@/users')


def gate(dict_23=FILE_23, dict_24=FILE_24, more=(), **others):
    """Arguments for dovecot(): the gate with a dict, a file unless said otherwise. more: the
    names of other files of conf.d, others: more arguments to put text in front of."""
    made = {}
    for family, old, new in (('2.3', CONF_23, dict_23), ('2.4', CONF_24, dict_24)):
        text = ready(family, '91-exchange-delegates.conf')
        text += ''.join(ready(family, name) for name in more)
        # Debian's conf.d has it before
        text = text.replace('$auth_mechanisms', 'plain login')
        assert old in text
        name = 'conf_' + family.replace('.', '')
        made[name] = text.replace(old, new) + others.get(name, '')
    return made


class Grants:
    """Grants in the file dict of gate(), by doveadm dict as an operator edits them."""

    def __init__(self, d):
        self.d = d
        self.path = os.path.join(d.dir, 'state', 'delegates')
        inside = self.path[len(d.root):]
        self.where = 'file:' + inside if d.family == '2.3' else 'exchange_delegate'
        # as doc/delegates.md has it: doveadm keeps the group, not the owner
        with open(self.path, 'w'):
            os.chmod(self.path, 0o640)
        shutil.chown(self.path, 'root', self.group())

    def group(self):
        """gid of the auth process."""
        words = ['chroot', self.d.root] if self.d.root else []
        done = subprocess.run(words + ['id', '-g', 'dovecot'], stdout=subprocess.PIPE,
                              check=True)
        return int(done.stdout)

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
        return self.answers(first, len(requests))

    def login(self, mechanism, clients, service='imap'):
        """clients: see saslclients. Returns what plain() does."""
        first = self.count + 1
        self.clients = {}
        for client in clients:
            self.count += 1
            self.clients[self.count] = iter(client.answers)
            self.send('AUTH\t%d\t%s\tservice=%s\tsecured\tno-penalty\n' % (
                self.count, mechanism, service))
        return self.answers(first, len(clients))

    def answers(self, first, count):
        """The final answers to requests first, first + 1 ..."""
        answers = {}
        while len(answers) < count:
            words = self.file.readline().decode().rstrip('\n').split('\t')
            if words[0] == 'CONT':
                answer = next(self.clients[int(words[1])])(base64.b64decode(words[2]))
                self.send('CONT\t%s\t%s\n' % (words[1], base64.b64encode(answer).decode()))
            elif words[0] in ('OK', 'FAIL'):
                fields = dict((w + '=').split('=')[:2] for w in words[2:])
                fields['result'] = words[0]
                answers[int(words[1])] = fields
        return [answers[first + i] for i in range(count)]
