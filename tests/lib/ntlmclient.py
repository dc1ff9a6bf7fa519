# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""An NTLMv2 client (MS-NLMP 3.1.5.1.2) that can also do it wrong. Python's library has no
MD4, so it knows NT hashes, not passwords."""
import base64
import hashlib
import hmac
import os
import ssl
import struct

# NT hash of "Password"
PASSWORD_HASH = bytes.fromhex('a4f49c406510bdcab6824ee7c30fd852')
WRONG_HASH = bytes(16)

UNICODE, OEM = 0x1, 0x2
KEY_EXCH = 0x40000000
FLAGS = 0xa2888204      # as Windows 7 asks, without UNICODE, OEM and KEY_EXCH
AV_FLAGS, AV_TIMESTAMP, AV_TARGET, AV_BINDING = 6, 7, 9, 10
FIELDS = {'lm': 12, 'nt': 20, 'domain': 28, 'user': 36, 'workstation': 44, 'key': 52}
MIC_AT, PAYLOAD_AT = 72, 88


def hmac_md5(key, *parts):
    return hmac.new(key, b''.join(parts), hashlib.md5).digest()


def negotiate(flags=FLAGS | UNICODE | OEM):
    return b'NTLMSSP\0' + struct.pack('<II', 1, flags) + bytes(24)


def end_point_token(cert_path):
    """AV_BINDING for tls-server-end-point of a certificate signed with SHA-256."""
    with open(cert_path, encoding='ascii', errors='replace') as f:
        pem = f.read()
    begin = pem.index('-----BEGIN CERTIFICATE-----')
    end = pem.index('-----END CERTIFICATE-----') + len('-----END CERTIFICATE-----')
    der = ssl.PEM_cert_to_DER_cert(pem[begin:end])
    data = b'tls-server-end-point:' + hashlib.sha256(der).digest()
    return hashlib.md5(bytes(16) + struct.pack('<I', len(data)) + data).digest()


class Challenge:
    """A CHALLENGE, taken apart."""

    def __init__(self, octets):
        self.octets = octets
        if octets[:12] != b'NTLMSSP\0\2\0\0\0':
            raise ValueError('not a CHALLENGE: %r' % octets)
        self.flags, = struct.unpack_from('<I', octets, 20)
        self.nonce = octets[24:32]
        self.target_name = self.field(12)
        self.target_info = self.field(40)
        self.pairs = {}
        at = 0
        while True:
            kind, size = struct.unpack_from('<HH', self.target_info, at)
            if kind == 0:
                break
            self.pairs[kind] = self.target_info[at + 4:at + 4 + size]
            at += 4 + size

    def field(self, at):
        size, _, offset = struct.unpack_from('<HHI', self.octets, at)
        return self.octets[offset:offset + size]

    def name(self, kind):
        return self.pairs[kind].decode('utf-16-le')


class Client:
    """One exchange: negotiate, then authenticate(octets of the CHALLENGE)."""

    def __init__(self, user='alice', domain='', nt_hash=PASSWORD_HASH, oem=False, mic=True,
                 binding=None, target='', workstation='TESTS'):
        self.user, self.domain, self.workstation = user, domain, workstation
        self.nt_hash, self.mic, self.binding, self.target = nt_hash, mic, binding, target
        self.negotiate = negotiate(FLAGS | (OEM if oem else OEM | UNICODE))

    def pairs(self, challenge):
        pairs = [(k, v) for k, v in challenge.pairs.items()]
        if self.mic:
            pairs.append((AV_FLAGS, struct.pack('<I', 2)))
        if self.binding is not None:
            pairs.append((AV_BINDING, self.binding))
        if self.target:
            pairs.append((AV_TARGET, self.target.encode('utf-16-le')))
        return b''.join(struct.pack('<HH', k, len(v)) + v for k, v in pairs) + bytes(4)

    def authenticate(self, octets, spoil=None):
        """The AUTHENTICATE. spoil: changes the fields before the MIC is made."""
        challenge = Challenge(octets)
        wide = challenge.flags & UNICODE
        nonce = os.urandom(8)
        key = hmac_md5(self.nt_hash,
                       (self.user.upper() + self.domain).encode('utf-16-le'))
        temp = b'\1\1' + bytes(6) + challenge.pairs.get(AV_TIMESTAMP, bytes(8)) + nonce + \
            bytes(4) + self.pairs(challenge) + bytes(4)
        proof = hmac_md5(key, challenge.nonce, temp)
        code = 'utf-16-le' if wide else 'utf-8'
        fields = {'lm': bytes(24), 'nt': proof + temp, 'domain': self.domain.encode(code),
                  'user': self.user.encode(code),
                  'workstation': self.workstation.encode(code), 'key': b''}
        if spoil:
            spoil(fields)
        message = self.assemble(fields, challenge.flags)
        if self.mic:
            message[MIC_AT:PAYLOAD_AT] = hmac_md5(hmac_md5(key, proof), self.negotiate,
                                                  octets, bytes(message))
        return bytes(message)

    def assemble(self, fields, flags):
        message = bytearray(b'NTLMSSP\0' + struct.pack('<I', 3) + bytes(PAYLOAD_AT - 12))
        struct.pack_into('<I', message, 60, flags)
        for name, at in FIELDS.items():
            data = fields[name]
            struct.pack_into('<HHI', message, at, len(data), len(data), len(message))
            message += data
        return message


def begin(conn, client, initial=False, tag='n1'):
    """Sends NEGOTIATE on an Imap connection; returns the CHALLENGE, or the tagged line
    when there is none."""
    first = base64.b64encode(client.negotiate).decode()
    conn.line('%s AUTHENTICATE NTLM%s' % (tag, ' ' + first if initial else ''))
    if not initial:
        got = conn.response()
        if got.rstrip() != b'+':
            return got
        conn.line(first)
    got = conn.response()
    return base64.b64decode(got[2:]) if got.startswith(b'+ ') else got


def finish(conn, message):
    """Sends AUTHENTICATE; returns the tagged line."""
    conn.line(base64.b64encode(message).decode())
    return conn.response()


def login(conn, initial=False, tag='n1', **options):
    """The whole exchange; returns the tagged line."""
    client = Client(**options)
    challenge = begin(conn, client, initial, tag)
    if not challenge.startswith(b'NTLMSSP\0'):
        return challenge
    return finish(conn, client.authenticate(challenge))
