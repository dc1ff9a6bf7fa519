# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""IMAP octet by octet: what was sent, what came, nothing hidden and nothing guessed."""
import base64
import re
import socket
import ssl

TIMEOUT = 30
LITERAL = re.compile(rb'\{(\d+)\}\r\n$')


class Closed(Exception):
    """The server closed the connection before the answer was complete."""


class Imap:
    """One connection. transcript holds ('C', octets) and ('S', octets) in order.

    source: 127.0.0.1 counts as secured in Dovecot's eyes, 127.0.0.2 does not.
    tls: True for IMAPS. ca: file of the authority, needed for IMAPS and starttls().
    Everything that is sent or returned is bytes; str is taken too and sent as Latin-1.
    """

    def __init__(self, port, host='127.0.0.1', source='127.0.0.1', tls=False, ca=None,
                 timeout=TIMEOUT, greeting=True):
        self.ca = ca
        self.transcript = []
        self.buffer = b''
        self.count = 0
        self.sock = socket.create_connection((host, port), timeout, (source, 0))
        if tls:
            self.wrap()
        self.greeting = self.response() if greeting else None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.sock.close()

    def wrap(self):
        """Starts TLS on the socket as it is."""
        context = ssl.create_default_context(cafile=self.ca)
        self.sock = context.wrap_socket(self.sock, server_hostname='localhost')

    # sending

    def send(self, data):
        """Sends octets as they are."""
        if isinstance(data, str):
            data = data.encode('latin-1')
        self.transcript.append(('C', data))
        self.sock.sendall(data)

    def line(self, data):
        """Sends a line: data and CRLF."""
        self.send(octets(data) + b'\r\n')

    # receiving

    def fill(self):
        data = self.sock.recv(65536)
        if not data:
            raise Closed(self.text())
        self.buffer += data

    def take(self, count):
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def raw_line(self):
        """One line with its end."""
        while b'\n' not in self.buffer:
            self.fill()
        return self.take(self.buffer.index(b'\n') + 1)

    def response(self):
        """One response with its literals and the CRLF at its end."""
        data = self.raw_line()
        while (literal := LITERAL.search(data)):
            while len(self.buffer) < int(literal.group(1)):
                self.fill()
            data += self.take(int(literal.group(1)))
            data += self.raw_line()
        self.transcript.append(('S', data))
        return data

    def until(self, start):
        """Responses up to the first that begins with start; all of them as a list."""
        responses = []
        while True:
            responses.append(self.response())
            if responses[-1].startswith(octets(start)):
                return responses

    def rest(self):
        """Everything until the server closes the connection, as a list of responses."""
        responses = []
        try:
            while True:
                responses.append(self.response())
        except (Closed, ConnectionResetError):
            if self.buffer:
                responses.append(self.take(len(self.buffer)))
                self.transcript.append(('S', responses[-1]))
            return responses

    def closed(self):
        """True when the server closes the connection now; False when it sends more."""
        try:
            return not self.buffer and self.sock.recv(1) == b''
        except ConnectionResetError:
            return True

    # commands

    def tag(self):
        self.count += 1
        return b'a%03d' % self.count

    def command(self, text, *literals):
        """Sends one command and returns its responses; the last one is the tagged one.

        Each literal goes out when the server asks for it. text holds the {n} of the
        first one; a literal may be (octets, text) with text up to the next {n} or the
        end of the line. A refused literal ends the command.
        """
        tag = self.tag()
        self.line(tag + b' ' + octets(text))
        responses = []
        for literal in literals:
            octets_, more = literal if isinstance(literal, tuple) else (literal, b'')
            responses += self.until_prompt(tag)
            if not responses[-1].startswith(b'+'):
                return responses
            self.send(octets(octets_) + octets(more) + b'\r\n')
        return responses + self.until(tag + b' ')

    def until_prompt(self, tag):
        responses = []
        while True:
            responses.append(self.response())
            if responses[-1].startswith((b'+', tag + b' ')):
                return responses

    def ok(self, text, *literals):
        """command(), and an exception when the answer is not OK."""
        responses = self.command(text, *literals)
        if tagged(responses).split(b' ')[0] != b'OK':
            raise AssertionError(self.text())
        return responses

    def login(self, user='alice', password='Password'):
        return self.ok('LOGIN %s %s' % (user, password))

    def starttls(self):
        """STARTTLS; returns the tagged response."""
        responses = self.ok('STARTTLS')
        self.wrap()
        return responses[-1]

    def authenticate(self, mechanism, *answers, initial=None):
        """AUTHENTICATE: answers are base64-encoded unless they are '*' or a tuple (raw,).
        A callable gets the decoded challenge and returns the answer."""
        tag = self.tag()
        text = b'%s AUTHENTICATE %s' % (tag, octets(mechanism))
        if initial is not None:
            text += b' ' + (base64.b64encode(octets(initial)) or b'=')
        self.line(text)
        responses = []
        for answer in answers:
            responses += self.until_prompt(tag)
            if not responses[-1].startswith(b'+'):
                return responses
            self.line(encoded(answer, responses[-1]))
        return responses + self.until(tag + b' ')

    def pipeline(self, *commands):
        """Sends all commands in one write; returns everything up to the last tag."""
        tags = [self.tag() for _ in commands]
        self.send(b''.join(t + b' ' + octets(c) + b'\r\n' for t, c in zip(tags, commands)))
        return self.until(tags[-1] + b' ')

    def text(self):
        """The transcript to read, C: and S: in front of each line."""
        return transcript_text(self.transcript)


def answer(conn, text, *literals):
    """The tagged reply to a command, without its tag."""
    return tagged(conn.command(text, *literals))


def reply(conn, line, tag):
    """The tagged reply to a line that has its own tag, without it."""
    conn.line(line)
    return conn.until(tag + b' ')[-1][len(tag) + 1:].rstrip(b'\r\n')


def names(responses, sep=b'/'):
    """The names in LIST or LSUB responses, quotes removed, sorted."""
    return sorted(line.split(b' "%s" ' % sep, 1)[1].strip(b'"') for line in untagged(responses)
                  if line.startswith((b'* LIST', b'* LSUB')))


def octets(data):
    return data.encode('latin-1') if isinstance(data, str) else data


def encoded(answer, prompt):
    """What authenticate() sends for one of its answers."""
    if callable(answer):
        answer = answer(base64.b64decode(prompt[1:].strip()))
    if isinstance(answer, tuple):
        return octets(answer[0])
    if octets(answer) == b'*':
        return b'*'
    return base64.b64encode(octets(answer))


def tagged(responses):
    """The last response without its tag and CRLF: b'OK LOGIN completed.'"""
    return responses[-1].split(b' ', 1)[1].rstrip(b'\r\n')


def untagged(responses):
    """The untagged responses without CRLF."""
    return [r.rstrip(b'\r\n') for r in responses if r.startswith(b'* ')]


def transcript_text(transcript):
    lines = []
    for who, data in transcript:
        text = data.decode('utf-8', 'backslashreplace')
        for part in text.split('\n')[:-1] if text.endswith('\n') else text.split('\n'):
            lines.append('%s: %s' % (who, part[:-1] if part.endswith('\r') else part + '<LF>'))
    return '\n'.join(lines)
