# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""The client side of SASL GSSAPI (RFC 4752) on the system's MIT Kerberos library."""
import ctypes
import ctypes.util
import os

U32 = ctypes.c_uint32
VOID = ctypes.c_void_p
COMPLETE, CONTINUE = 0, 1
GSS_C_MUTUAL, GSS_C_SEQUENCE, GSS_C_CONF, GSS_C_INTEG = 2, 8, 16, 32
NO_LAYER, INTEGRITY, CONFIDENTIALITY = 1, 2, 4


class Buffer(ctypes.Structure):
    _fields_ = [('length', ctypes.c_size_t), ('value', VOID)]

    @classmethod
    def of(cls, data):
        made = cls()
        made.keep = ctypes.create_string_buffer(data, max(len(data), 1))
        made.length = len(data)
        made.value = ctypes.cast(made.keep, VOID)
        return made

    def octets(self):
        return ctypes.string_at(self.value, self.length) if self.length else b''


class GssError(Exception):
    pass


def available():
    return ctypes.util.find_library('gssapi_krb5') is not None


class Client:
    """env: what kinit got (KRB5CCNAME, KRB5_CONFIG)."""

    def __init__(self, env, service='imap@localhost'):
        for name in ('KRB5CCNAME', 'KRB5_CONFIG'):
            os.environ[name] = env[name]
        self.lib = ctypes.CDLL(ctypes.util.find_library('gssapi_krb5'))
        self.context = VOID()
        self.name = VOID()
        self.minor = U32()
        oid = VOID.in_dll(self.lib, 'GSS_C_NT_HOSTBASED_SERVICE')
        wanted = Buffer.of(service.encode())
        self.call('gss_import_name', ctypes.byref(wanted), oid, ctypes.byref(self.name))

    def call(self, function, *args):
        major = getattr(self.lib, function)(ctypes.byref(self.minor), *args) & 0xffffffff
        if major not in (COMPLETE, CONTINUE):
            raise GssError('%s: %08x/%d' % (function, major, self.minor.value))
        return major

    def step(self, token=b''):
        """The next token of the security context."""
        given, made = Buffer.of(token), Buffer()
        self.call('gss_init_sec_context', None, ctypes.byref(self.context), self.name, None,
                  U32(GSS_C_MUTUAL | GSS_C_SEQUENCE | GSS_C_INTEG | GSS_C_CONF), U32(0), None,
                  ctypes.byref(given), None, ctypes.byref(made), None, None)
        return made.octets()

    def unwrap(self, data):
        given, made = Buffer.of(data), Buffer()
        self.call('gss_unwrap', self.context, ctypes.byref(given), ctypes.byref(made), None,
                  None)
        return made.octets()

    def wrap(self, data, sealed=False):
        given, made = Buffer.of(data), Buffer()
        self.call('gss_wrap', self.context, int(sealed), U32(0), ctypes.byref(given), None,
                  ctypes.byref(made))
        return made.octets()

    def answers(self, authzid='', layer=NO_LAYER, sealed=False):
        """What imapwire's authenticate() takes. self.offered: the server's four octets. sealed:
        the last message is encrypted, which RFC 4752 forbids."""
        def last(challenge):
            self.offered = self.unwrap(challenge)
            return self.wrap(bytes([layer]) + b'\0\0\0' + authzid.encode(), sealed)

        return (lambda _: self.step(), self.step, last)

    def saying(self, authzid):
        """Makes it a client as saslclients has them."""
        self.answers = Client.answers(self, authzid)
        return self
