# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""tests/with-dovecot as a context manager.

    with dovecot(version='2010', layout='sdbox', sets=['exchange_x = y']) as d:
        with d.connect() as c:
            c.login()

The block raises ServerError at its end when the log holds a bad line (see with-dovecot).
"""
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time

from imapwire import Imap

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# COMMAND of with-dovecot: tells its environment, then waits until we close its input.
HOLD = ('import json, os, sys; os.write(%d, json.dumps({k: v for k, v in os.environ.items()'
        ' if k.startswith("EXCHANGE_")}).encode() + b"\\n"); os.close(%d); sys.stdin.read()')


def become_root():
    """Mounts, and the mail of Dovecot's users, need root: starts this program again."""
    if os.geteuid() == 0:
        return
    keep = ['%s=%s' % kv for kv in os.environ.items()
            if kv[0].startswith('EXCHANGE_') or kv[0] in ('PATH', 'CI')]
    os.execvp('sudo', ['sudo', 'env'] + keep + [os.path.abspath(sys.argv[0])] + sys.argv[1:])


class ServerError(Exception):
    """Dovecot did not start, or its log holds a line nobody allowed."""


class dovecot:
    """version, modules, layout, root: as with-dovecot's options. sets, sets_23, sets_24: lists
    of 'name = value'. conf, conf_23, conf_24: texts. allow_log: list of regexes. mail:
    put the sample messages into INBOX of alice. options: more words for with-dovecot.

    After start: host port tls_port dir log_path conf_path mail_dir ca cert version family
    root pid, and env, the environment that COMMAND of with-dovecot would see."""

    def __init__(self, version=None, modules=None, layout='maildir', sets=(), sets_23=(),
                 sets_24=(), conf='', conf_23='', conf_24='', root=None, allow_log=(),
                 mail=False, penalty=False, debug=False, greeting=True, options=()):
        words = [os.path.join(TESTS, 'with-dovecot'), '--layout', layout]
        for name, value in (('--version', version), ('--modules', modules), ('--root', root)):
            words += [name, value] if value is not None else []
        for name, on in (('--mail', mail), ('--penalty', penalty), ('--debug', debug),
                         ('--no-greeting', not greeting)):
            words += [name] if on else []
        for name, values in (('--set', sets), ('--set-2.3', sets_23), ('--set-2.4', sets_24),
                             ('--allow-log', allow_log)):
            words += ['%s=%s' % (name, value) for value in values]
        self.words = words + list(options)
        self.confs = (('--conf', conf), ('--conf-2.3', conf_23), ('--conf-2.4', conf_24))
        self.process = None

    def __enter__(self):
        become_root()
        self.files = tempfile.TemporaryDirectory(prefix='exchange-conf-')
        words = list(self.words)
        for name, text in self.confs:
            if text:
                path = os.path.join(self.files.name, name[2:])
                with open(path, 'w') as f:
                    f.write(text)
                words += [name, path]
        reader, writer = os.pipe()
        self.errors = tempfile.TemporaryFile('w+')
        self.process = subprocess.Popen(
            words + ['--', '/usr/bin/python3', '-c', HOLD % (writer, writer)],
            stdin=subprocess.PIPE, stderr=self.errors, pass_fds=(writer,))
        os.close(writer)
        with os.fdopen(reader) as f:
            told = f.readline()
        if not told:
            self.finish()
            raise ServerError('with-dovecot did not run its command')
        self.take(json.loads(told))
        return self

    def take(self, env):
        """Makes attributes of what with-dovecot told."""
        self.env = env
        self.host = env['EXCHANGE_HOST']
        self.port = int(env['EXCHANGE_PORT'])
        self.tls_port = int(env['EXCHANGE_TLS_PORT'])
        self.dir = env['EXCHANGE_DIR']
        self.log_path = env['EXCHANGE_LOG']
        self.conf_path = env['EXCHANGE_CONF']
        self.mail_dir = env['EXCHANGE_MAIL']
        self.ca = env['EXCHANGE_CA']
        self.cert = env['EXCHANGE_CERT']
        self.version = env['EXCHANGE_DOVECOT']
        self.family = env['EXCHANGE_FAMILY']
        self.root = env['EXCHANGE_ROOT']
        self.pid = int(env['EXCHANGE_PID'])

    def finish(self):
        """Ends Dovecot; raises ServerError when with-dovecot is not content."""
        if self.process.stdin:
            self.process.stdin.close()
        status = self.process.wait()
        self.errors.seek(0)
        said = self.errors.read()
        self.errors.close()
        self.files.cleanup()
        if status != 0:
            raise ServerError('with-dovecot ended with status %d:\n%s' % (status, said))

    def __exit__(self, kind, value, trace):
        try:
            self.finish()
        except ServerError as e:
            if kind is None:
                raise
            print('# %s' % str(e).replace('\n', '\n# '), flush=True)

    def connect(self, tls=False, **options):
        """A new connection, see imapwire.Imap."""
        return Imap(self.tls_port if tls else self.port, host=self.host, tls=tls, ca=self.ca,
                    **options)

    def doveadm(self, *words, check=True, data=None):
        """Runs doveadm on this Dovecot and returns what it printed, as octets."""
        done = subprocess.run(shlex.split(self.env['EXCHANGE_DOVEADM']) + list(words),
                              input=data, stdout=subprocess.PIPE, check=check)
        return done.stdout

    def log(self):
        """The log so far."""
        with open(self.log_path, encoding='utf-8', errors='replace') as f:
            return f.read()

    def log_lines(self, pattern):
        """Lines of the log so far in which the regex is found."""
        return [line for line in self.log().splitlines() if re.search(pattern, line)]

    def wait_log(self, pattern, seconds=30):
        """The same, once there is one: a process writes its line when it comes to it."""
        end = time.monotonic() + seconds
        while not (lines := self.log_lines(pattern)) and time.monotonic() < end:
            time.sleep(0.05)
        return lines
