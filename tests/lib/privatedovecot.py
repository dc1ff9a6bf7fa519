# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""A private Dovecot in a scratch folder and a private mount namespace."""
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import confmaker
import logcheck
import modulestage
import processes
import samplemail
import scratchtls

HOST = '127.0.0.1'
START_SECONDS = 60
STOP_SECONDS = 30
STATUS_LOG = 70
STATUS_START = 71

# $1: folder with the merged modules, $2: Dovecot's module folder as this host sees it,
# $3: the chroot or "", the rest: the program. /proc is for sanitizers and for Dovecot's
# own statistics.
NAMESPACE = '''\
mount --bind "$1" "$2" || exit 1
root=$3
shift 3
[ -z "$root" ] && exec "$@"
mount -t proc proc "$root/proc" || exit 1
exec chroot "$root" "$@"
'''


class StartError(Exception):
    pass


def free_ports(count):
    """Ports nobody listens on at this moment."""
    sockets = [socket.socket() for _ in range(count)]
    for s in sockets:
        s.bind((HOST, 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def wait_for_port(port):
    """Until somebody listens there, or the time is over."""
    limit = time.monotonic() + START_SECONDS
    while True:
        try:
            return socket.create_connection((HOST, port), 5).close()
        except OSError:
            if time.monotonic() > limit:
                raise
            time.sleep(0.05)


def matrix_root(name):
    """The path of a chroot: given as a path, or as a name of tests/matrix."""
    if not name or '/' in name:
        return name.rstrip('/')
    found = subprocess.run((os.path.join(modulestage.TESTS, 'matrix'), 'path', name),
                           stdout=subprocess.PIPE, text=True)
    if found.returncode != 0:
        raise StartError('tests/matrix knows no chroot %s' % name)
    return found.stdout.strip()


class Dovecot:
    """args: what with-dovecot parsed."""

    def __init__(self, args):
        self.args = args
        self.root = matrix_root(args.root)
        self.stage = '' if args.modules == 'off' else \
            modulestage.find(args.stage and os.path.abspath(args.stage), self.root,
                             args.asan)
        self.master = None
        self.preload = self.sanitizer()
        self.version = self.ask_version()
        self.family = '.'.join(self.version.split('.')[:2])
        parent = self.root + '/tmp' if self.root else tempfile.gettempdir()
        self.dir = tempfile.mkdtemp(prefix='exchange-', dir=parent)
        self.inside = self.dir[len(self.root):]

    def at(self, name):
        return os.path.join(self.dir, name)

    def ask_version(self):
        """2.3.19.1 from "2.3.19.1 (9b53102964)"; 2.4.1 from "2.4.1-4 (7d8c0e5759)"."""
        words = (['chroot', self.root] if self.root else []) + ['dovecot', '--version']
        text = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True,
                              env=dict(os.environ, PATH='/usr/sbin:/usr/bin:/sbin:/bin'))
        return re.match(r'[0-9.]+', text.stdout).group(0).rstrip('.')

    def sanitizer(self):
        """The environment that modules built with --enable-asan need."""
        if not self.args.asan:
            return {}
        words = (['chroot', self.root] if self.root else []) + \
            ['gcc', '-print-file-name=libasan.so']
        path = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)
        return {'LD_PRELOAD': os.path.realpath(path.stdout.strip()),
                # Dovecot itself is not built for leak checks.
                'ASAN_OPTIONS': 'detect_leaks=0:abort_on_error=1'}

    def configure(self):
        """Writes dovecot.conf for a fresh pair of ports."""
        a = self.args
        self.port, self.tls_port = free_ports(2)
        sets = list(a.set) + (a.set_23 if self.family == '2.3' else a.set_24)
        if a.version:
            sets.insert(0, 'exchange_version = %s' % a.version)
        extra = ''
        for name in a.conf + (a.conf_23 if self.family == '2.3' else a.conf_24):
            with open(name) as f:
                extra += f.read() + '\n'
        conf = {'family': self.family, 'version': self.version, 'dir': self.inside,
                'port': self.port, 'tls_port': self.tls_port, 'layout': a.layout,
                'moduledir': modulestage.MODULEDIR, 'login': None, 'imap': None,
                'sets': sets, 'extra': extra, 'penalty': a.penalty, 'debug': a.debug,
                'environment': self.preload}
        if self.stage and a.modules != 'conf':
            conf['login'] = self.module(modulestage.LOGIN)
            conf['imap'] = self.module(modulestage.IMAP)
        with open(self.at('dovecot.conf'), 'w') as f:
            f.write(confmaker.make(conf))

    def module(self, module):
        name = modulestage.available(self.stage, module)
        if name is None:
            print('with-dovecot: note: %s is not built' % module[1], file=sys.stderr)
        return name

    def prepare(self):
        """Fills the scratch folder."""
        os.chmod(self.dir, 0o755)
        for name in ('run', 'state', 'mail'):
            os.mkdir(self.at(name), 0o755)
        shutil.chown(self.at('mail'), 'mail', 'mail')
        with open(self.at('users'), 'w') as f:
            f.write(confmaker.USERS)
        scratchtls.make(self.at('tls'))
        modulestage.merge(self.at('modules'), self.root, self.stage)

    def program(self):
        words = ['dovecot', '-F', '-c', self.inside + '/dovecot.conf']
        return ['env'] + ['%s=%s' % kv for kv in self.preload.items()] + words

    def launch(self):
        """Starts the master process; its pid is also the way into the namespace."""
        def child():
            os.setsid()
            signal.pthread_sigmask(signal.SIG_SETMASK, ())
            processes.die_with_parent()

        words = ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', NAMESPACE,
                 'sh', self.at('modules'), self.root + modulestage.MODULEDIR, self.root]
        environment = {'PATH': '/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin'}
        with open(self.at('stderr'), 'w') as err:
            self.master = subprocess.Popen(
                words + self.program(), stdin=subprocess.DEVNULL, stdout=err, stderr=err,
                cwd='/', env=environment, preexec_fn=child)

    def greets(self):
        """True when the server says hello, or need not."""
        try:
            with socket.create_connection((HOST, self.port), timeout=5) as s:
                if self.args.no_greeting:
                    return True
                with s.makefile('rwb') as f:
                    good = f.readline().startswith(b'* OK')
                    f.write(b'x LOGOUT\r\n')
                    f.flush()
                    f.read()
                return good
        except OSError:
            return False

    def said(self):
        """What was written to the log and to stderr."""
        text = ''
        for name in ('log', 'stderr'):
            try:
                with open(self.at(name), encoding='utf-8', errors='replace') as f:
                    text += f.read()
            except FileNotFoundError:
                pass
        return text

    def wait_for_greeting(self):
        limit = time.monotonic() + START_SECONDS
        while time.monotonic() < limit:
            if self.master.poll() is not None:
                raise StartError('Dovecot ended at start:\n' + self.said())
            if self.greets():
                return
            if re.search(r': (Fatal|Panic): |killed with signal', self.said()):
                raise StartError('Dovecot does not greet:\n' + self.said())
            time.sleep(0.05)
        raise StartError('no greeting within %d s:\n%s' % (START_SECONDS, self.said()))

    def start(self):
        """Starts Dovecot; again with other ports when somebody was faster."""
        self.prepare()
        for attempt in range(4):
            self.configure()
            self.launch()
            try:
                return self.wait_for_greeting()
            except StartError as e:
                if attempt == 3 or 'Address already in use' not in str(e):
                    raise
                self.stop()
                os.unlink(self.at('log'))

    def doveadm(self):
        """The words that run doveadm in this Dovecot's namespace and root."""
        return ['nsenter', '-t', str(self.master.pid), '-m', '-r', '-w'] + \
            ['env', 'PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin'] + \
            ['%s=%s' % kv for kv in self.preload.items()] + \
            ['doveadm', '-c', self.inside + '/dovecot.conf']

    def environment(self):
        """What COMMAND gets to know."""
        return {
            'EXCHANGE_HOST': HOST,
            'EXCHANGE_PORT': str(self.port),
            'EXCHANGE_TLS_PORT': str(self.tls_port),
            'EXCHANGE_DIR': self.dir,
            'EXCHANGE_LOG': self.at('log'),
            'EXCHANGE_CONF': self.at('dovecot.conf'),
            'EXCHANGE_MAIL': self.at('mail'),
            'EXCHANGE_CA': self.at('tls/ca.pem'),
            'EXCHANGE_CERT': self.at('tls/server.pem'),
            'EXCHANGE_DOVECOT': self.version,
            'EXCHANGE_FAMILY': self.family,
            'EXCHANGE_DOVEADM': shlex.join(self.doveadm()),
            'EXCHANGE_ROOT': self.root,
            'EXCHANGE_STAGE': self.stage or self.args.stage,
            'EXCHANGE_PID': str(self.master.pid),
        }

    def stop(self):
        """Ends Dovecot and waits until every process of ours is gone."""
        killed = processes.end(STOP_SECONDS)
        self.master = None
        if killed:
            print('with-dovecot: %d processes did not end by themselves' % killed,
                  file=sys.stderr)

    def remove(self):
        if self.args.keep:
            print('with-dovecot: kept %s' % self.dir, file=sys.stderr)
        else:
            shutil.rmtree(self.dir)


def run_command(words, environment):
    """Runs COMMAND. A terminal's Ctrl-C reaches it directly; other signals are passed on."""
    received = []

    def forward(number, _):
        received.append(number)
        if command is not None and command.poll() is None:
            command.send_signal(number)

    command = None
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, forward)
    command = subprocess.Popen(
        words, env=dict(os.environ, **environment), close_fds=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    if received:
        command.send_signal(received[0])
    status = command.wait()
    return 128 - status if status < 0 else status


def interrupted(number, _):
    raise KeyboardInterrupt


def session(dovecot):
    """Start, COMMAND; returns the exit status."""
    args = dovecot.args
    try:
        dovecot.start()
        if args.mail:
            samplemail.deliver(dovecot.doveadm(), 'alice')
    except (StartError, OSError, subprocess.CalledProcessError) as e:
        print('with-dovecot: %s' % e, file=sys.stderr)
        return STATUS_START
    except KeyboardInterrupt:
        return 130
    return run_command(args.command, dovecot.environment())


def run(args):
    """with-dovecot behind its option parser; returns the exit status."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    processes.adopt_orphans()
    try:
        dovecot = Dovecot(args)
    except (StartError, modulestage.StageError) as e:
        print('with-dovecot: %s' % e, file=sys.stderr)
        return STATUS_START
    try:
        status = session(dovecot)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        dovecot.stop()
        bad = logcheck.bad_lines(dovecot.at('log'), args.allow_log)
    finally:
        dovecot.stop()
        dovecot.remove()
    if bad and status != STATUS_START:
        print('with-dovecot: bad lines in the log:\n%s' % '\n'.join(bad), file=sys.stderr)
        status = status or STATUS_LOG
    return status
