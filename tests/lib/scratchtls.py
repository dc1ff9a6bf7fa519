# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""An authority and a server certificate, made by openssl in a scratch folder."""
import os
import subprocess

# Everything RFC 5280 asks for: Python 3.13 and later insist on it.
CA_USAGE = 'keyUsage = critical,keyCertSign,cRLSign'
SERVER = '''\
subjectAltName = DNS:localhost,DNS:mail.example.org,IP:127.0.0.1
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
'''


def openssl(*args):
    subprocess.run(('openssl',) + args, check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make(folder):
    """Fills folder with ca.pem, server.pem and server.key."""
    def at(name):
        return os.path.join(folder, name)

    os.mkdir(folder, 0o755)
    curve = ('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes')
    openssl('req', '-x509', *curve, '-sha256', '-days', '30', '-subj', '/CN=Exchange test CA',
            '-addext', CA_USAGE, '-keyout', at('ca.key'), '-out', at('ca.pem'))
    openssl('req', *curve, '-subj', '/CN=localhost',
            '-keyout', at('server.key'), '-out', at('server.csr'))
    with open(at('server.ext'), 'w') as f:
        f.write(SERVER)
    openssl('x509', '-req', '-sha256', '-days', '30', '-in', at('server.csr'),
            '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial',
            '-extfile', at('server.ext'), '-out', at('server.pem'))
