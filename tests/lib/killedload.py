# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""Clients that write to the same two mailboxes while their imap processes are killed, and the
book they keep of what each message may have become.

A command that was answered by OK has happened. One that was not answered, or refused while
Dovecot repaired an index, may have happened or not; a MOVE of that kind may have left the
message in either mailbox or in both, but never in none."""
import collections
import os
import random
import re
import signal
import threading
import time

import processes
from imapwire import Closed, tagged, untagged

BOXES = ('INBOX', 'other')
CLIENTS = 4
WAIT = (0.02, 0.2)  # seconds between two kills
FETCHED = re.compile(rb'\* \d+ FETCH \(UID (\d+) FLAGS \(([^)]*)\) BODY\[\] \{(\d+)\}\r\n')
NAME = re.compile(rb'^X-Name: (\S+)\r$', re.M)


def message(name):
    """The message of that name: the same octets each time."""
    dice = random.Random(name)
    lines = ['%0*x' % (dice.randint(1, 76), dice.getrandbits(64))
             for _ in range(dice.choice((1, 20, 400)))]
    return ('From: %s@example.com\r\nX-Name: %s\r\n\r\n%s\r\n' %
            (name, name, '\r\n'.join(lines))).encode()


class Book:
    """places: (name, mailbox) -> [may be missing, may be there, is flagged or None]."""

    def __init__(self):
        self.places = {}
        self.moves = set()  # names with a MOVE that was not answered

    def set(self, name, box, missing, there, flagged=False):
        self.places[name, box] = [missing, there, flagged]

    def certain(self, name, box):
        """True: it is there; False: it is not; None: who knows."""
        missing, there, _ = self.places.get((name, box), (True, False, False))
        return None if missing and there else there


class Refused(Exception):
    """The command was answered by NO."""


class Client(threading.Thread):
    """Has messages of its own in mailboxes that all share."""

    def __init__(self, d, number, end):
        super().__init__(daemon=True)
        self.d, self.number, self.end = d, number, end
        self.book, self.names = Book(), 0
        self.answered = self.cut = self.refused = 0
        self.error = None
        self.dice = random.Random(number)

    def run(self):
        while time.monotonic() < self.end and self.error is None:
            try:
                with self.d.connect() as c:
                    c.login()
                    self.session(c)
            except (Closed, ConnectionError):
                self.cut += 1
            except Refused:
                self.refused += 1
            except Exception as e:  # an answer that nobody expected
                self.error = repr(e)

    def session(self, c):
        steps = (self.append, self.append, self.flag, self.copy, self.move, self.expunge)
        while time.monotonic() < self.end:
            box = self.dice.choice(BOXES)
            self.ok(c, 'SELECT ' + box)
            for _ in range(10):
                c.transcript = []
                self.dice.choice(steps)(c, box)
                self.answered += 1

    def ok(self, c, text, *literals):
        """The responses to a command that must not be BAD."""
        responses = c.command(text, *literals)
        status = tagged(responses).split(b' ')[0]
        if status == b'NO':
            raise Refused
        if status != b'OK':
            raise AssertionError(c.text())
        return responses

    def pick(self, c, box, elsewhere=None):
        """A message of ours that is in box for certain, and not in elsewhere: its name and UID."""
        names = [n for n, b in self.book.places if b == box and self.book.certain(n, b) and
                 (elsewhere is None or self.book.certain(n, elsewhere) is False)]
        if not names:
            return None, None
        name = self.dice.choice(names)
        self.ok(c, 'NOOP')
        found = [g for g in untagged(self.ok(c, 'UID SEARCH HEADER X-Name %s' % name))
                 if g.startswith(b'* SEARCH')][-1].split()[2:]
        return (name, found[0].decode()) if found else (None, None)

    def append(self, c, box):
        self.names += 1
        name = 'c%d-%05d' % (self.number, self.names)
        mail = message(name)
        self.book.set(name, box, True, True)
        self.ok(c, 'APPEND %s {%d}' % (box, len(mail)), mail)
        self.book.set(name, box, False, True)

    def flag(self, c, box):
        name, uid = self.pick(c, box)
        if name:
            place = self.book.places[name, box]
            place[2] = place[2] or None
            self.ok(c, 'UID STORE %s +FLAGS (\\Flagged)' % uid)
            place[2] = True

    def copy(self, c, box, command='COPY'):
        other = BOXES[1 - BOXES.index(box)]
        name, uid = self.pick(c, box, other)
        if not name:
            return
        flagged = self.book.places[name, box][2]
        self.book.set(name, other, True, True, flagged)
        if command == 'MOVE':
            self.book.set(name, box, True, True, flagged)
            self.book.moves.add(name)
        self.ok(c, 'UID %s %s %s' % (command, uid, other))
        self.book.set(name, other, False, True, flagged)
        if command == 'MOVE':
            self.book.set(name, box, True, False)
            self.book.moves.discard(name)

    def move(self, c, box):
        self.copy(c, box, 'MOVE')

    def expunge(self, c, box):
        name, uid = self.pick(c, box)
        if name and self.dice.random() < 0.7:
            self.book.set(name, box, True, True, self.book.places[name, box][2])
            self.ok(c, 'UID STORE %s +FLAGS.SILENT (\\Deleted)' % uid)
            self.ok(c, 'EXPUNGE')
            self.book.set(name, box, True, False)


class Killer(threading.Thread):
    """Kills imap processes of one Dovecot. One that has hardly begun is left alone: its master
    would take that for a broken program and wait before the next one.

    A lock file that does not name its maker stops everybody, when that one is killed, until
    Dovecot takes it for stale after two minutes: a Maildir lock that is just being made, and
    an index log (.newlock) that is to take the place of another. Here that is done after two
    seconds, once no process has it open."""

    def __init__(self, d, end):
        super().__init__(daemon=True)
        self.d, self.end, self.kills = d, end, 0
        self.ended = threading.Event()

    def unlock(self):
        for path in [os.path.join(folder, name) for folder, _, names in os.walk(self.d.mail_dir)
                     for name in names if name.endswith(('.lock', '.newlock'))]:
            try:
                lock = os.stat(path)
                unnamed = lock.st_size == 0 or path.endswith('.newlock')
                if unnamed and time.time() - lock.st_mtime > 2 and not self.is_open(lock):
                    os.unlink(path)
            except FileNotFoundError:
                pass

    def is_open(self, file):
        """Whether an imap process has the file of that stat open."""
        for pid in self.imap_processes():
            folder = '/proc/%d/fd' % pid
            try:
                if any(os.path.samestat(os.stat(os.path.join(folder, fd)), file)
                       for fd in os.listdir(folder)):
                    return True
            except OSError:  # it ends, or closes the file
                return True
        return False

    def imap_processes(self):
        for entry in filter(str.isdigit, os.listdir('/proc')):
            try:
                with open('/proc/%s/stat' % entry) as f:
                    head, _, rest = f.read().rpartition(')')
            except OSError:
                continue
            if head.endswith('(imap') and int(rest.split()[1]) == self.d.pid:
                yield int(entry)

    def run(self):
        seen, dice = {}, random.Random(0)
        while not self.ended.wait(dice.uniform(*WAIT)):
            self.unlock()
            now = time.monotonic()
            if now > self.end:
                continue
            seen = {pid: seen.get(pid, now) for pid in self.imap_processes()}
            old = [pid for pid, since in seen.items() if now - since > 0.3]
            if old:
                processes.send(dice.choice(old), signal.SIGKILL)
                self.kills += 1


def fetched(c, box):
    """The messages of a mailbox as (octets, flags), in the order of their UIDs."""
    last = 0
    c.ok('SELECT ' + box)
    for got in untagged(c.ok('UID FETCH 1:* (UID FLAGS BODY.PEEK[])')):
        if b' FETCH ' not in got.split(b'\r\n')[0]:
            continue
        head = FETCHED.match(got)
        if head is None or int(head.group(1)) <= last:
            raise AssertionError('%s: %r after UID %d' % (box, got[:100], last))
        last = int(head.group(1))
        yield got[head.end():head.end() + int(head.group(3))], head.group(2)


def stored(d):
    """What a new session finds: (name, mailbox) -> list of (octets, flags), and errors. mdbox
    may cut a session or two while it repairs what the last kill has left."""
    for _ in range(5):
        found, errors = {}, []
        try:
            with d.connect() as c:
                c.login()
                for box in BOXES:
                    for mail, flags in fetched(c, box):
                        if (name := NAME.search(mail)) is None:
                            errors.append('%s: %r has no name' % (box, mail[:100]))
                        else:
                            found.setdefault((name.group(1).decode(), box),
                                             []).append((mail, flags))
            return found, errors
        except (Closed, ConnectionError, AssertionError) as e:
            errors.append(str(e)[-1000:])
    return found, errors


def differences(books, found):
    """How what was found breaks the books, as lines."""
    wrong, places = [], {}
    for book in books:
        places.update(book.places)
        for name in book.moves:
            if not any((name, box) in found for box in BOXES):
                wrong.append('lost by a MOVE: ' + name)
    for key in found.keys() - places.keys():
        wrong.append('came from nowhere: %s in %s' % key)
    for key, (missing, there, flagged) in places.items():
        copies = found.get(key, [])
        label = '%s in %s' % key
        if not copies and not missing:
            wrong.append('lost: ' + label)
        if len(copies) > (1 if there else 0):
            wrong.append('%d of at most %d: %s' % (len(copies), there, label))
        for mail, flags in copies:
            if mail != message(key[0]):
                wrong.append('altered: ' + label)
            if flagged is not None and flagged != (b'\\Flagged' in flags) and not missing:
                wrong.append('flags %s: %s' % (flags.decode(), label))
    return wrong


class Numbers(collections.namedtuple('Numbers', 'kills cut refused steps left twice')):
    def __str__(self):
        return ('%d kills, %d sessions cut, %d commands refused, %d steps, %d messages left, '
                '%d in both after a MOVE' % self)


def load(d, seconds):
    """Runs clients and killer for a while. Returns what is wrong afterwards, as lines, and
    the numbers."""
    end = time.monotonic() + seconds
    clients = [Client(d, n, end) for n in range(CLIENTS)]
    killer = Killer(d, end)
    for thread in clients + [killer]:
        thread.start()
    for thread in clients:
        thread.join(seconds + 60)
    found, wrong = stored(d)
    killer.ended.set()
    killer.join()
    wrong += ['client %d still waits' % c.number for c in clients if c.is_alive()]
    wrong += ['client %d: %s' % (c.number, c.error) for c in clients if c.error]
    wrong += differences([c.book for c in clients], found)
    twice = [n for c in clients for n in c.book.moves if all((n, b) in found for b in BOXES)]
    return wrong, Numbers(killer.kills, sum(c.cut for c in clients),
                          sum(c.refused for c in clients), sum(c.answered for c in clients),
                          sum(len(v) for v in found.values()), len(twice))
