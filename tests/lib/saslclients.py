# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""Clients of SASL mechanisms that carry an authorization identity. answers: callables that
take the server's challenge and return the response, as imapwire's authenticate() wants."""
import base64
import hashlib
import hmac
import re


class Plain:
    """RFC 4616."""

    def __init__(self, authzid, authcid, password):
        self.answers = (lambda _: '\0'.join((authzid, authcid, password)).encode(),)


class Login:
    """The LOGIN of old: no authorization identity but in the name itself."""

    def __init__(self, authcid, password):
        self.answers = (lambda _: authcid.encode(), lambda _: password.encode())


class Scram:
    """RFC 5802 with SHA-256; steps counts what the server has answered."""

    def __init__(self, authzid, user, password):
        self.password = password.encode()
        self.gs2 = 'n,%s,' % ('a=' + authzid if authzid else '')
        self.bare = 'n=%s,r=clientnonce' % user
        self.steps = 0
        self.answers = (self.first, self.final, self.last)

    def first(self, _):
        return (self.gs2 + self.bare).encode()

    def final(self, challenge):
        self.steps += 1
        server = challenge.decode()
        fields = dict(f.split('=', 1) for f in server.split(','))
        salted = hashlib.pbkdf2_hmac('sha256', self.password, base64.b64decode(fields['s']),
                                     int(fields['i']))
        without = 'c=%s,r=%s' % (base64.b64encode(self.gs2.encode()).decode(), fields['r'])
        key = hmac.digest(salted, b'Client Key', 'sha256')
        signed = hmac.digest(hashlib.sha256(key).digest(),
                             ','.join((self.bare, server, without)).encode(), 'sha256')
        proof = bytes(a ^ b for a, b in zip(key, signed))
        return ('%s,p=%s' % (without, base64.b64encode(proof).decode())).encode()

    def last(self, _):
        self.steps += 1
        return b''


class DigestMd5:
    """RFC 2831, without a realm."""

    def __init__(self, authzid, user, password):
        self.authzid = authzid
        self.user = user
        self.password = password
        self.steps = 0
        self.answers = (self.digest, self.last)

    def digest(self, challenge):
        self.steps += 1
        nonce = re.search(rb'nonce="([^"]*)"', challenge).group(1).decode()
        secret = hashlib.md5(('%s::%s' % (self.user, self.password)).encode()).digest()
        a1 = secret + (':%s:0a4f113b' % nonce).encode() + \
            (':' + self.authzid if self.authzid else '').encode()
        digest = ':'.join((hashlib.md5(a1).hexdigest(), nonce, '00000001', '0a4f113b', 'auth',
                           hashlib.md5(b'AUTHENTICATE:imap/localhost').hexdigest()))
        fields = ['username="%s"' % self.user, 'nonce="%s"' % nonce, 'cnonce="0a4f113b"',
                  'nc=00000001', 'qop=auth', 'digest-uri="imap/localhost"', 'charset=utf-8',
                  'response=' + hashlib.md5(digest.encode()).hexdigest()]
        if self.authzid:
            fields.append('authzid="%s"' % self.authzid)
        return ','.join(fields).encode()

    def last(self, _):
        self.steps += 1
        return b''
