# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""Messages that are hard to parse or convert, written straight into a Maildir; what the imap
process of a session needs for them."""
import glob
import os
import re

PIECE = 'größer '.encode() * 8192


def line(size):
    """One line of size octets, 8-bit."""
    yield b'Subject: one line\r\n\r\n'
    for _ in range(size // len(PIECE)):
        yield PIECE
    yield b'\r\n'


def nested(depth):
    """multipart in multipart in ...; 8-bit text in the innermost."""
    for n in range(depth):
        yield b'Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n' % (n, n)
    yield b'\r\n' + PIECE[:70] + b'\r\n'
    for n in reversed(range(depth)):
        yield b'\r\n--b%d--\r\n' % n


def nested_messages(depth):
    """message/rfc822 in message/rfc822 in ..."""
    for n in range(depth):
        yield b'Content-Type: message/rfc822\r\nSubject: %d\r\n\r\n' % n
    yield b'\r\n' + PIECE[:70] + b'\r\n'


def flat(count, name=1):
    """Many parts with 8-bit text and names."""
    yield b'Content-Type: multipart/mixed; boundary=b\r\n\r\n'
    for n in range(count):
        yield b'--b\r\nContent-Type: text/plain; name="%s%d"\r\n\r\n\xe4%d\r\n' % (
            'ü'.encode() * name, n, n)
    yield b'--b--\r\n'


def header(name, size):
    """One header line of size octets, 8-bit."""
    yield name + b': '
    for _ in range(size // len(PIECE) + 1):
        yield PIECE
    yield b'\r\n\r\nbody\r\n'


def headers(count):
    """Many 8-bit fields just short enough to be encoded."""
    for n in range(count):
        yield b'X-%d: %s\r\n' % (n, PIECE[:64000])
    yield b'\r\nbody\r\n'


def nuls(count):
    yield b'Subject: \0nuls\0\r\n\r\n'
    for _ in range(count // 65536):
        yield b'\0' * 65536


def broken():
    """A boundary that never ends, headers without an end, an unknown encoding."""
    yield (b'Content-Type: multipart/mixed; boundary="b\r\nContent-Transfer-Encoding: x\r\n'
           b'\xff\xfe: \0\r\n\r\n--b\r\n--b\r\nContent-Type: multipart/mixed; boundary=b\r\n'
           b'\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n--b\r\n\xe4')


def drop(d, mailbox, pieces):
    """Puts a message into a Maildir that exists."""
    path, = glob.glob(os.path.join(d.mail_dir, '**', '.' + mailbox, 'new'), recursive=True)
    owner = os.stat(path)
    name = os.path.join(path, '%d.huge.host' % (1000 + len(os.listdir(path))))
    with open(name, 'wb') as f:
        f.writelines(pieces)
    os.chown(name, owner.st_uid, owner.st_gid)


def imap_processes(master):
    """The pids of the imap processes of a Dovecot."""
    found = set()
    for entry in glob.glob('/proc/[0-9]*/stat'):
        try:
            with open(entry) as f:
                name, fields = f.read().rsplit(')', 1)
        except OSError:
            continue
        if name.endswith('(imap') and fields.split()[1] == str(master):
            found.add(int(entry.split('/')[2]))
    return found


def peak(pid):
    """The most memory the process has had at a time, in octets."""
    with open('/proc/%d/status' % pid) as f:
        return int(re.search(r'VmHWM:\s+(\d+) kB', f.read()).group(1)) * 1024


def drained(c, command):
    """Sends a command and forgets what comes before the tagged answer. Returns that, and
    whether an 8-bit octet or a NUL came; None if the connection was closed."""
    tag = c.tag()
    c.line(tag + b' ' + command.encode())
    tail, bad = b'\r\n' + c.buffer, False
    c.buffer = b''
    while True:
        data = c.sock.recv(1 << 20)
        if not data:
            return None, bad
        bad = bad or not data.isascii() or b'\0' in data
        tail += data
        start = tail.rfind(b'\r\n' + tag + b' ')
        if start >= 0 and tail.endswith(b'\r\n'):
            return tail[start + 2:-2], bad
        tail = tail[-4096:]
