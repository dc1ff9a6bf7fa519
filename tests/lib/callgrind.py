# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""Instructions of one imap process, counted by callgrind, and the mail it reads.

The imap program runs on its own (not below Dovecot's master process), as the owner of the
mail, with a socket for its client; the client waits for each tagged reply. Its totals repeat
to about one in 10,000."""
import glob
import os
import re
import shutil
import socket
import subprocess
import tempfile

IMAP = '/usr/lib/dovecot/imap'
CALLGRIND = 'valgrind -q --tool=callgrind --trace-children=yes --callgrind-out-file=%s/%%p'
# generous: 100 MB through valgrind on a busy machine
REPLY_SECONDS = 600
# seconds since 1970
OLD = 1700000000
TOTAL = re.compile(r'^(?:totals|summary): (\d+)', re.M)
COMMAND = re.compile(r'^cmd: *(.*)', re.M)


class BenchError(Exception):
    """imap did not do what it was told, or there is no callgrind."""


def available(root):
    """Whether the place where Dovecot runs has valgrind."""
    return os.path.exists(root + '/usr/bin/valgrind')


# the client

def reply(sock, start):
    """Reads until a line that begins with start; returns that line."""
    tail = b'\n'
    while True:
        data = sock.recv(1 << 18)
        if not data:
            raise BenchError('imap closed the connection after %r' % tail[-500:])
        tail = (tail + data)[-8192:]
        at = tail.rfind(b'\n' + start)
        if at >= 0 and tail.endswith(b'\n'):
            return tail[at + 1:]


def talk(sock, commands):
    """One command after the other; each must be answered by OK."""
    reply(sock, b'* PREAUTH ')
    for number, command in enumerate(commands):
        tag = b'b%d ' % number
        sock.sendall(tag + command.encode() + b'\r\n')
        line = reply(sock, tag)
        if not line.startswith(tag + b'OK '):
            raise BenchError('%s: %r' % (command, line))
    sock.sendall(b'z LOGOUT\r\n')
    while sock.recv(1 << 18):
        pass


# the server

def words(d, home, program):
    """What starts program in the namespace and the root of Dovecot d, as user mail."""
    inner = home[len(d.root):]
    return ['nsenter', '-t', str(d.pid), '-m', '--root',
            'setpriv', '--reuid=mail', '--regid=mail', '--clear-groups',
            'env', '-i', '-C', '/', 'PATH=/usr/bin:/bin', 'USER=alice', 'HOME=' + inner,
            # what doveconf, which starts imap again, must not take away
            'DOVECOT_PRESERVE_ENVS=USER HOME'] + \
        program + [IMAP, '-c', d.conf_path[len(d.root):], '-o', 'mail_home=' + inner]


def session(d, home, commands, program=()):
    """Runs imap for a client that sends commands; program: what to run it under."""
    ours, theirs = socket.socketpair()
    ours.settimeout(REPLY_SECONDS)
    with tempfile.TemporaryFile('w+') as errors, ours:
        process = subprocess.Popen(words(d, home, list(program)), stdin=theirs,
                                   stdout=theirs, stderr=errors)
        theirs.close()
        try:
            talk(ours, commands)
        except (BenchError, OSError) as e:
            process.kill()
            errors.seek(0)
            raise BenchError('%s\n%s' % (e, errors.read()[-2000:]))
        finally:
            process.wait()


def instructions(d, home, commands):
    """How many instructions imap needs from its start to its end."""
    with tempfile.TemporaryDirectory(prefix='callgrind-', dir=d.dir) as out:
        shutil.chown(out, 'mail', 'mail')
        session(d, home, commands, (CALLGRIND % out[len(d.root):]).split())
        for path in glob.glob(os.path.join(out, '*')):
            with open(path) as f:
                text = f.read()
            if COMMAND.search(text).group(1).split()[0] == IMAP:
                keep(path)
                return int(TOTAL.search(text).group(1))
    raise BenchError('callgrind left nothing')


def keep(path):
    """With EXCHANGE_CALLGRIND=FILE the last count stays there, for callgrind_annotate."""
    if os.environ.get('EXCHANGE_CALLGRIND'):
        shutil.copyfile(path, os.environ['EXCHANGE_CALLGRIND'])


# the mail, as Maildir

def give(top):
    """Everything below top belongs to user mail and is old: Dovecot reads a Maildir that
    has just changed again and again."""
    subprocess.run(['chown', '-R', 'mail:mail', top], check=True)
    for folder, _, _ in os.walk(top):
        os.utime(folder, (OLD, OLD))


def maildir(home, name=''):
    """The cur folder of a new mailbox; name '' is INBOX."""
    top = os.path.join(home, 'Maildir', '.' + name if name else '')
    for sub in ('cur', 'new', 'tmp'):
        os.makedirs(os.path.join(top, sub), exist_ok=True)
    return os.path.join(top, 'cur')


def message(number, size=2000, eol=b'\n'):
    """A 7-bit message of about size octets."""
    head = [b'From: Anna <a@example.com>', b'To: b@example.com', b'Subject: m%d' % number,
            b'Date: Sat, 21 Nov 2026 10:00:00 +0000', b'Message-ID: <%d@example.com>' % number,
            b'MIME-Version: 1.0', b'Content-Type: text/plain; charset=us-ascii', b'', b'']
    line = b'A line of a message with some text in it, all of it US-ASCII, 72 octets.' + eol
    return eol.join(head) + line * (size // len(line))


def deliver(cur, count, **options):
    """Puts count messages there, all seen, as another agent would."""
    for number in range(count):
        with open(os.path.join(cur, '%d.bench.host:2,S' % (1000000 + number)), 'wb') as f:
            f.write(message(number, **options))


def forget(home):
    """Removes all that Dovecot knows of the mail: indexes, caches, lists of UIDs."""
    for path in glob.glob(os.path.join(home, '**', 'dovecot*'), recursive=True) + \
            glob.glob(os.path.join(home, 'Maildir', '.*', 'dovecot*')):
        if os.path.isfile(path):
            os.unlink(path)
