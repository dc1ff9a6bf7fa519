# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""A long conversation with an IMAP server, for comparing two servers octet by octet:
every command of Dovecot before and after the login, and many that fail."""
import base64

from imapwire import Closed
from mask import mask_transcript


def b64(text):
    return base64.b64encode(text.encode()).decode()


MAIL = b'From: a@example.org\r\nSubject: one\r\nDate: Mon, 4 May 2026 08:12:41 +0200\r\n\r\nbody\r\n'

# Each entry: a command, or (command, literal...). Before login, on a secured connection.
BEFORE_LOGIN = (
    'CAPABILITY', 'capability', 'CAPABILITY x', 'NOOP', 'NOOP x', 'ID NIL', 'ID ("name" "x")',
    'ID', 'ID (', 'ENABLE CONDSTORE', 'LOGIN', 'LOGIN alice', 'LOGIN alice wrong',
    'LOGIN "alice" "wrong"', 'LOGIN alice Password extra', 'LOGIN nobody Password',
    'LOGIN "" ""', ('LOGIN {5}', (b'alice', b' {5}'), b'wrong'),
    'LOGIN alice%00 Password',
    'AUTHENTICATE', 'AUTHENTICATE NOSUCH', 'AUTHENTICATE PLAIN ' + b64('\0alice\0wrong'),
    'AUTHENTICATE PLAIN !!!', 'AUTHENTICATE PLAIN =', ('AUTHENTICATE PLAIN', b'*'),
    ('AUTHENTICATE PLAIN', b64('\0alice\0wrong').encode()), ('AUTHENTICATE LOGIN', b'*'),
)
BAD_BEFORE_LOGIN = (
    'SELECT INBOX', 'XYZZY', '', '"LOGIN" alice wrong', 'CHECK', 'IDLE', 'UNSELECT', 'FETCH 1 ALL',
    'LOGIN {', 'LOGIN {99999999999999}', 'STARTTLS x', 'LOGOUT x', 'DONE',
)
RAW_BEFORE_LOGIN = (
    b'\r\n', b' \r\n', b'a\r\n', b'a \r\n', b'a  NOOP\r\n', b'a\tNOOP\r\n', b'a NOOP\n', b'* NOOP\r\n',
    b'a+ NOOP\r\n', b'a NO\0OP\r\n', b'a N\x80OP\r\n', b'a LOGIN {5+}\r\nalice {5+}\r\nwrong\r\n',
    b'a ' + b'x' * 1000 + b'\r\n',
)

# lines that are no replies, and literals that are none
BAIT = (b'From: a@example.org\r\nSubject: * OK [ALERT] {5}\r\n\r\n* OK [ALERT] x\r\na1 NO y\r\n'
        b'* BYE z\r\n+ go\r\n* 1 FETCH (BODY[] {5}\r\n* CAPABILITY IMAP4rev1\r\n'
        b'* LIST () "/" {9}\r\n* 2 EXISTS\r\na001 OK done\r\n)\r\n')
ODD_NAMES = ('"a\\\\b"', '"q\\"q"', '"{5}"', '"* OK x"', '"a (b)"', '"100%"', '&AOQ-', '[x]',
             '"NO {3}"', "it's", 'a+b', '~x', '#x', '"a\xe4"', 'INBOX/sub', 'inbox')
NAMES = tuple('%s %s' % (command, name) for name in ODD_NAMES
              for command in ('CREATE', 'STATUS', 'SELECT', 'SUBSCRIBE', 'MYRIGHTS')) + (
    'LIST "" *', 'LSUB "" *', 'LIST "" (a% *) RETURN (STATUS (MESSAGES UIDNEXT))',
    ('APPEND "* OK x" {%d}' % len(BAIT), BAIT), 'LIST (SPECIAL-USE) "" *',
    ('STATUS {6} (MESSAGES)', b'* OK x'), 'SELECT "* OK x"', 'FETCH 1 BODY.PEEK[]', 'FETCH 1 FULL',
    'FETCH 1 (BODY.PEEK[HEADER.FIELDS (SUBJECT)] ENVELOPE BODY.PEEK[TEXT] BINARY.PEEK[1])',
    'SEARCH BODY "a1 NO"', 'RENAME "{5}" "{6}"', 'DELETE "{6}"', 'DELETE "* OK x"', 'UNSELECT',
    'GENURLAUTH x', 'URLFETCH x', 'RESETKEY', 'CANCELUPDATE x', 'NOTIFY NONE', 'NOTIFY x',
    'XLIST "" *', 'GETQUOTA ""', 'SETQUOTA "" ()', 'SETACL x y z', 'LISTRIGHTS x y',
    'SETMETADATA INBOX (/private/comment "x")', 'LIST "" INBOX RETURN (SUBSCRIBED MYRIGHTS)',
)

NOT_SELECTED = (
    'CAPABILITY', 'NOOP', 'CHECK', 'CLOSE', 'UNSELECT', 'EXPUNGE', 'FETCH 1 ALL', 'SEARCH ALL',
    'STORE 1 FLAGS ()', 'COPY 1 INBOX', 'MOVE 1 INBOX', 'UID FETCH 1 ALL', 'NAMESPACE', 'ID NIL',
    'ENABLE X', 'ENABLE', 'LIST "" ""', 'LIST "" *', 'LIST "" %', 'LIST', 'LIST ""',
    'LIST "" "x{y"', 'LIST (SUBSCRIBED) "" *', 'LIST "" (INBOX *) RETURN (CHILDREN)',
    'LIST "" * RETURN (STATUS (MESSAGES))', 'LSUB "" *', 'LSUB "" %', 'LSUB',
    'CREATE work', 'CREATE work', 'CREATE work/plans', 'CREATE ""', 'CREATE INBOX', 'CREATE',
    'CREATE "a b"', 'CREATE "&-x"', 'CREATE "&Jjo-!"', 'CREATE trailing/', 'CREATE /leading',
    ('CREATE {7}', b'literal'),
    'LIST "" *', 'LIST "" %/%', 'LIST work %', 'RENAME work/plans work/ideas',
    'RENAME none other', 'RENAME work', 'RENAME work/ideas "a b"', 'RENAME "" x',
    'SUBSCRIBE work', 'SUBSCRIBE none', 'SUBSCRIBE', 'LSUB "" *', 'UNSUBSCRIBE work',
    'UNSUBSCRIBE none', 'UNSUBSCRIBE', 'STATUS INBOX (MESSAGES RECENT UIDNEXT UNSEEN)',
    'STATUS INBOX (UIDVALIDITY)', 'STATUS INBOX ()', 'STATUS INBOX (NOSUCH)', 'STATUS none (UNSEEN)',
    'STATUS INBOX', 'STATUS', 'DELETE none', 'DELETE INBOX', 'DELETE', 'DELETE trailing',
    'SELECT', 'SELECT none', 'SELECT INBOX x', 'EXAMINE none', 'EXAMINE', 'XYZZY', 'UID', 'UID XYZZY',
    'AUTHENTICATE PLAIN', 'LOGIN alice Password', 'STARTTLS', 'GETQUOTAROOT INBOX',
    'GETACL INBOX', 'GETMETADATA INBOX /private/comment', 'THREAD REFERENCES UTF-8 ALL',
)
APPENDS = (
    ('APPEND INBOX {%d}' % len(MAIL), MAIL),
    ('APPEND INBOX (\\Seen) {%d}' % len(MAIL), MAIL),
    ('APPEND INBOX (\\Flagged keyword) " 4-May-2026 08:12:41 +0200" {%d}' % len(MAIL), MAIL),
    ('APPEND "work" (\\Draft $MDNSent) {%d}' % len(MAIL), MAIL),
    ('APPEND none {5}', b'12345'), 'APPEND INBOX', 'APPEND INBOX x',
    ('APPEND INBOX (\\Nosuch) {5}', b'12345'), ('APPEND INBOX {0}', b''),
    ('APPEND INBOX "bad date" {5}', b'12345'),
)
SELECTED = (
    'NOOP', 'CHECK', 'FETCH 1 FLAGS', 'FETCH 1:* (FLAGS UID)', 'FETCH 1 ALL', 'FETCH 1 FAST',
    'FETCH 1 FULL', 'FETCH 1 BODY', 'FETCH 1 BODYSTRUCTURE', 'FETCH 1 ENVELOPE',
    'FETCH 1 INTERNALDATE', 'FETCH 1 RFC822.SIZE', 'FETCH 1 BODY.PEEK[]', 'FETCH 1 BODY.PEEK[HEADER]',
    'FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT FROM)]', 'FETCH 1 BODY.PEEK[TEXT]<0.3>',
    'FETCH 1 RFC822.HEADER', 'FETCH 1 RFC822', 'FETCH 1:* BODY[1]', 'FETCH 1 BODY[1.MIME]',
    'FETCH 9 BODY[2.1]', 'FETCH 4:12 (UID BODYSTRUCTURE RFC822.SIZE)', 'FETCH 8 ENVELOPE',
    'FETCH 99 FLAGS', 'FETCH 0 FLAGS', 'FETCH x FLAGS', 'FETCH 1', 'FETCH', 'FETCH 1 NOSUCH',
    'FETCH 1 (FLAGS', 'FETCH 1 BINARY.SIZE[1]', 'FETCH 1:* (MODSEQ)', 'UID FETCH 1:* FLAGS',
    'UID FETCH 4294967295 FLAGS', 'UID FETCH 1:* (BODY.PEEK[HEADER.FIELDS (DATE)])',
    'STORE 1 FLAGS (\\Seen)', 'STORE 1 +FLAGS (\\Flagged keyword)', 'STORE 1 -FLAGS (\\Seen)',
    'STORE 1 FLAGS.SILENT ()', 'STORE 1 +FLAGS (\\Nosuch)', 'STORE 1 +FLAGS (\\Recent)',
    'STORE 99 FLAGS ()', 'STORE 1', 'STORE', 'STORE 1 FLAGS', 'STORE 1 NOSUCH (\\Seen)',
    'UID STORE 1:2 +FLAGS (\\Answered)', 'UID STORE 99 +FLAGS (\\Answered)',
    'STORE 1:* +FLAGS ($MDNSent $Forwarded a b c)', 'FETCH 1:3 FLAGS',
    'SEARCH ALL', 'SEARCH UNSEEN', 'SEARCH SUBJECT one', 'SEARCH CHARSET UTF-8 TEXT body',
    'SEARCH CHARSET NOSUCH ALL', 'SEARCH CHARSET US-ASCII ALL', 'SEARCH NOSUCH', 'SEARCH',
    'SEARCH 1:3 NOT DELETED', 'SEARCH OR SEEN FLAGGED', 'SEARCH SINCE 1-May-2026',
    'SEARCH SINCE nosuch', 'SEARCH KEYWORD keyword', 'SEARCH HEADER Subject one', 'SEARCH LARGER 1000',
    'SEARCH RETURN (COUNT) ALL', ('SEARCH SUBJECT {3}', b'one'), 'UID SEARCH ALL',
    'UID SEARCH UID 1:2', 'SORT (SUBJECT) UTF-8 ALL', 'THREAD REFERENCES UTF-8 ALL',
    'COPY 1 work', 'COPY 1 none', 'COPY 99 work', 'COPY', 'COPY 1', 'UID COPY 1:2 work',
    'UID COPY 999 work', 'MOVE 2 work', 'MOVE 99 work', 'UID MOVE 3 work', 'UID MOVE 3 none',
    'STORE 1 +FLAGS (\\Deleted)', 'EXPUNGE', 'EXPUNGE x', 'STORE 1 +FLAGS (\\Deleted)',
    'UID EXPUNGE 1:99', 'UID EXPUNGE', 'CHECK', 'CHECK x', 'NOOP x', 'STATUS INBOX (MESSAGES)',
    'LIST "" *', 'RENAME INBOX old', 'NOOP', 'DELETE work', 'XYZZY', 'SELECT INBOX', 'CLOSE x',
    'UNSELECT', 'EXAMINE INBOX', 'STORE 1 +FLAGS (\\Seen)', 'EXPUNGE', 'CLOSE', 'SELECT old',
    'FETCH 1:* (FLAGS RFC822.SIZE)', 'STORE 1 +FLAGS (\\Deleted)', 'CLOSE', 'SELECT old',
    'ENABLE QRESYNC', 'FETCH 1:* (MODSEQ)', 'CAPABILITY',
)
RAW_SELECTED = (
    b'\r\n', b'a\r\n', b'a \r\n', b'a\tNOOP\r\n', b'a NOOP\n', b'a  NOOP\r\n', b'* NOOP\r\n', b'a+ NOOP\r\n',
    b'a N\0OP\r\n', b'a N\x80OP\r\n', b'a SELECT {5+}\r\nINBOX\r\n', b'a fetch 1 (flags)\r\n',
    b'a LIST "" {1+}\r\n*\r\n', b'a STATUS INBOX (MESSAGES', b')\r\n', b'a SELECT "IN\\"BOX"\r\n',
    b'a FETCH 1 BODY[HEADER.FIELDS (\r\n',
)


class Talk:
    """Holds a conversation; when the server ends the connection, the transcript says so
    and a new one goes on behind the entries of setup."""

    def __init__(self, d, transcript, setup=(), **options):
        self.d = d
        self.transcript = transcript
        self.setup = setup
        self.options = options
        self.open()

    def open(self):
        self.c = self.d.connect(**self.options)
        for entry in self.setup:
            self.say(entry)

    def close(self):
        self.c.close()
        self.transcript += self.c.transcript

    def reopen(self):
        self.close()
        self.transcript.append(('S', b'<closed>\r\n'))
        self.open()

    def all(self, entries):
        """Every entry; a NOOP now and then, for twenty bad commands end a connection."""
        for number, entry in enumerate(entries):
            try:
                self.say(entry)
                if number % 10 == 9:
                    self.c.command('NOOP')
            except (Closed, ConnectionError):
                self.reopen()

    def say(self, entry):
        """A command, a command with literals, or raw octets."""
        if isinstance(entry, bytes):
            self.c.send(entry)
            if entry.endswith(b'\n'):
                self.c.command('NOOP')
            return
        command, literals = (entry[0], entry[1:]) if isinstance(entry, tuple) else (entry, ())
        if command.startswith('AUTHENTICATE') and literals:
            self.c.authenticate(command.split()[1], *((raw,) for raw in literals))
        else:
            self.c.command(command, *literals)


def idle(c):
    """IDLE with DONE, with another end, and with an argument."""
    for command, end, tag in (('IDLE', 'DONE', 'i1'), ('IDLE', 'NOOP', 'i2'),
                              ('IDLE x', 'DONE', 'i3')):
        c.line('%s %s' % (tag, command))
        c.response()
        c.line(end)
        c.until(tag + ' ')


def idle_news(d, c, transcript):
    """What another session does, seen in IDLE."""
    c.line('i4 IDLE')
    c.response()
    with d.connect() as other:
        other.login()
        other.ok('APPEND INBOX {%d}' % len(BAIT), BAIT)
    while not c.response().endswith(b' EXISTS\r\n'):
        pass
    c.line('DONE')
    c.until('i4 ')
    c.command('FETCH * (FLAGS BODY.PEEK[])')
    transcript.append(('C', b'<news>\r\n'))


def pipelined(c):
    """Everything in one write, literals included."""
    c.send(b'p0 FETCH 1:2 FLAGS\r\np1 LIST "" {1+}\r\n%\r\np2 SEARCH ALL\r\np3 NOSUCH\r\n'
           b'p4 APPEND INBOX {5+}\r\n* OK \r\np5 STATUS INBOX (MESSAGES)\r\np6 NOOP\r\n'
           b'p7 FETCH * RFC822.TEXT\r\np8 CHECK\r\n')
    c.until('p8 ')


def before_login(d, transcript):
    talk = Talk(d, transcript)
    talk.all(BEFORE_LOGIN)
    talk.close()
    for bad in BAD_BEFORE_LOGIN + RAW_BEFORE_LOGIN:
        talk = Talk(d, transcript)
        talk.all([bad])
        talk.close()


def insecure(d, transcript):
    """A connection without TLS from elsewhere, then STARTTLS and IMAPS."""
    talk = Talk(d, transcript, source='127.0.0.2')
    talk.all(('CAPABILITY', 'LOGIN alice Password', 'AUTHENTICATE PLAIN',
              'AUTHENTICATE PLAIN ' + b64('\0alice\0Password')))
    talk.c.starttls()
    talk.all(('CAPABILITY', 'STARTTLS', 'LOGIN dave Password', 'CAPABILITY', 'LOGOUT'))
    talk.close()
    talk = Talk(d, transcript, tls=True)
    talk.all(('AUTHENTICATE PLAIN ' + b64('\0bob\0Password'),))
    talk.close()


def conversation(d):
    """The whole conversation; returns the number of commands and the masked transcript."""
    transcript = []
    before_login(d, transcript)
    insecure(d, transcript)
    talk = Talk(d, transcript, ('CAPABILITY', 'LOGIN alice Password'))
    talk.all(NOT_SELECTED + APPENDS)
    talk.close()
    talk = Talk(d, transcript, (('AUTHENTICATE PLAIN', b64('\0alice\0Password').encode()),
                                'SELECT INBOX'))
    talk.all(SELECTED)
    idle(talk.c)
    talk.all(RAW_SELECTED)
    talk.close()
    talk = Talk(d, transcript, ('LOGIN alice Password', 'SELECT INBOX'))
    talk.all(NAMES)
    talk.close()
    talk = Talk(d, transcript, ('LOGIN alice Password', 'SELECT INBOX'))
    idle_news(d, talk.c, transcript)
    pipelined(talk.c)
    talk.c.send(b''.join(b'p%d NOOP\r\n' % n for n in range(8)))
    talk.c.until('p7 ')
    talk.c.command('LOGOUT')
    talk.c.rest()
    talk.close()
    commands = sum(1 for who, _ in transcript if who == 'C')
    return commands, mask_transcript(transcript)


def first_difference(a, b, names):
    """The first line that differs, with the ten before it; names: of a and b."""
    lines = list(zip(a.splitlines(), b.splitlines()))
    for number, (x, y) in enumerate(lines):
        if x != y:
            before = b'\n'.join(x for x, _ in lines[max(0, number - 10):number])
            return '%s\n%s: %r\n%s: %r' % (before.decode('latin-1'), names[0], x, names[1], y)
    return 'lengths %d and %d' % (len(a), len(b))
