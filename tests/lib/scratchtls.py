# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""An authority and a server certificate, made by openssl in a scratch folder."""
import os
import subprocess

SERVER = '''\
subjectAltName = DNS:localhost,DNS:mail.example.org,IP:127.0.0.1
basicConstraints = critical,CA:FALSE
extendedKeyUsage = serverAuth
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
            '-keyout', at('ca.key'), '-out', at('ca.pem'))
    openssl('req', *curve, '-subj', '/CN=localhost',
            '-keyout', at('server.key'), '-out', at('server.csr'))
    with open(at('server.ext'), 'w') as f:
        f.write(SERVER)
    openssl('x509', '-req', '-sha256', '-days', '30', '-in', at('server.csr'),
            '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial',
            '-extfile', at('server.ext'), '-out', at('server.pem'))
