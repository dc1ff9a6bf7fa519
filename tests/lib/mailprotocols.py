# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""Logins to Dovecot's other services, each on its own socket, and a relay for submission."""
import base64
import os
import socket
import threading

TIMEOUT = 60
# name: service, program, first words of the greeting's last line, what to say before AUTH,
# the command, first words of the answer to a good login
PROTOCOLS = {
    'pop3': ('pop3', 'pop3-login', b'+OK', b'', b'AUTH %s', b'+OK'),
    'submission': ('submission', 'submission-login', b'220', b'EHLO localhost', b'AUTH %s',
                   b'235'),
    'sieve': ('managesieve', 'managesieve-login', b'OK', b'', b'AUTHENTICATE "%s"', b'OK'),
}
LISTENERS = '''\
protocols = imap %(protocols)s
%(services)s
submission_relay_host = 127.0.0.1
submission_relay_port = %(relay)d
'''
SERVICE = '''\
service %s-login {
  inet_listener %s {
    port = %d
  }
}
'''
# managesieve keeps no script without it
SIEVE_24 = '''\
sieve_script personal {
  path = ~/sieve
  active_path = ~/.dovecot.sieve
}
'''
# listeners that the protocols have by themselves
OFF = {'pop3': ('pop3s',), 'submission': ('submissions',), 'sieve': ()}


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def installed(root=''):
    """The protocols whose package is there."""
    return [name for name, words in PROTOCOLS.items()
            if os.path.exists(os.path.join(root or '/', 'usr/lib/dovecot', words[1]))]


def configuration(ports, relay):
    """ports: protocol -> port. Texts for Dovecot 2.3 and 2.4."""
    services = ''
    for name, port in ports.items():
        text = SERVICE % (PROTOCOLS[name][0], name, port)
        for other in OFF[name]:
            text = text[:-2] + '  inet_listener %s {\n    port = 0\n  }\n}\n' % other
        services += text
    text = LISTENERS % {'protocols': ' '.join(ports), 'services': services, 'relay': relay}
    if 'submission' not in ports:
        text = text[:text.index('submission_relay_host')]
    return text, text + (SIEVE_24 if 'sieve' in ports else '')


class Relay:
    """An SMTP server that takes every message and keeps none."""

    def __init__(self):
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.count = 0
        threading.Thread(target=self.serve, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()

    def serve(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(sock,), daemon=True).start()

    def talk(self, sock):
        with sock, sock.makefile('rwb', buffering=0) as f:
            f.write(b'220 relay\r\n')
            for line in f:
                verb = line[:4].upper()
                if verb == b'DATA':
                    f.write(b'354 go on\r\n')
                    while f.readline() not in (b'.\r\n', b''):
                        pass
                    self.count += 1
                f.write(b'221 bye\r\n' if verb == b'QUIT' else b'250 relay\r\n')


class Session:
    """A connection up to its login, of one of PROTOCOLS."""

    def __init__(self, name, port):
        self.sieve = name == 'sieve'
        self.words = PROTOCOLS[name]
        self.sock = socket.create_connection(('127.0.0.1', port), TIMEOUT)
        self.file = self.sock.makefile('rb')
        self.until(self.words[2])
        if self.words[3]:
            self.send(self.words[3])
            self.until(b'250 ')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.sock.close()

    def send(self, line):
        self.sock.sendall(line + b'\r\n')

    def until(self, start):
        """Lines up to the one that begins with start."""
        lines = []
        while not lines or not lines[-1].startswith(start):
            line = self.file.readline()
            if not line:
                raise EOFError(b''.join(lines))
            lines.append(line)
        return lines

    def challenge(self):
        """Returns the server's line, and its challenge; None if it is the final answer."""
        line = self.file.readline()
        data = None
        if line.startswith((b'+ ', b'334 ')):
            data = line.split(b' ', 1)[1]
        elif self.sieve and line.startswith(b'"'):
            data = line.strip().strip(b'"')
        elif self.sieve and line.startswith(b'{'):
            data = self.file.readline()
        return line, None if data is None else base64.b64decode(data)

    def login(self, mechanism, client):
        """Returns the server's last line."""
        self.send(self.words[4] % mechanism.encode())
        for answer in client.answers:
            line, challenge = self.challenge()
            if challenge is None:
                return line
            encoded = base64.b64encode(answer(challenge))
            self.send(b'"%s"' % encoded if self.sieve else encoded)
        return self.file.readline()

    def accepted(self, line):
        return line.startswith(self.words[5])
