# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""Other people's NTLM clients. Each function logs in once and returns whether it worked.
Missing() when the program is not installed."""
import base64
import contextlib
import hashlib
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import time

SECONDS = 120
VERDICT = 'ntlm.*: (accepted|refused: )'


class Missing(Exception):
    """The client is not installed, or cannot do NTLM."""


def need(program):
    path = shutil.which(program, path=os.environ.get('PATH', '') + ':/usr/sbin:/sbin')
    if path is None:
        raise Missing(program + ' is not installed')
    return path


def run(words, data=None, env=None):
    """Runs words; returns (status, output)."""
    done = subprocess.run(words, input=data or b'', stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=SECONDS,
                          env=dict(os.environ, **(env or {})))
    return done.returncode, done.stdout


@contextlib.contextmanager
def scratch(**files):
    """A folder with files; __ in a name is a dot."""
    with tempfile.TemporaryDirectory(prefix='ntlm-') as folder:
        for name, text in files.items():
            path = os.path.join(folder, name.replace('__', '.'))
            with open(path, 'w') as f:
                f.write(text)
            os.chmod(path, 0o600)
        yield folder


def conversation(d, first, second, tls=False):
    """The IMAP side of a client that only makes messages: second(challenge) -> message."""
    with d.connect(tls=tls) as c:
        c.line('n1 AUTHENTICATE NTLM')
        c.response()
        c.line(base64.b64encode(first).decode())
        got = c.response()
        if got.startswith(b'+ '):
            c.line(base64.b64encode(second(base64.b64decode(got[2:]))).decode())
            got = c.response()
        return got.startswith(b'n1 OK ')


def curl(d, user='alice', password='Password', tls=False):
    need('curl')
    if b'NTLM' not in run(['curl', '-V'])[1]:
        raise Missing('this curl is built without NTLM')
    url = 'imap%s://localhost:%d/' % ('s' if tls else '', d.tls_port if tls else d.port)
    return run(['curl', '-s', '-m', str(SECONDS), '--cacert', d.ca, url, '-u',
                '%s:%s' % (user, password), '--login-options', 'AUTH=NTLM'])[0] == 0


def impacket(d, user='alice', password='Password', v2=True, domain='DOM'):
    try:
        from impacket import ntlm
    except ImportError as e:
        raise Missing(str(e))
    first = ntlm.getNTLMSSPType1('WS', domain, use_ntlmv2=v2)
    return conversation(d, first.getData(), lambda challenge: ntlm.getNTLMSSPType3(
        first, challenge, user, password, domain, use_ntlmv2=v2)[0].getData())


# MD4 is in OpenSSL's legacy provider, which Debian 12's Python does not load by itself
OPENSSL_CNF = '''\
openssl_conf = init
[init]
providers = providers
[providers]
default = on
legacy = on
[on]
activate = 1
'''
NTLM_AUTH = '''\
import base64, sys
from ntlm_auth.ntlm import NtlmContext
binding = None
if sys.argv[4]:
    from ntlm_auth.gss_channel_bindings import GssChannelBindingsStruct
    binding = GssChannelBindingsStruct()
    binding[binding.APPLICATION_DATA] = b'tls-server-end-point:' + bytes.fromhex(sys.argv[4])
context = NtlmContext(sys.argv[1], sys.argv[3], sys.argv[2], 'WS', binding, 3)
print(base64.b64encode(context.step()).decode(), flush=True)
print(base64.b64encode(context.step(base64.b64decode(input()))).decode(), flush=True)
'''


def python_ntlm_auth(d, user='alice', password='Password', tls=False, cert=None):
    """cert: the certificate to bind to; None: no channel binding."""
    if subprocess.run([sys.executable, '-c', 'import ntlm_auth'],
                      stderr=subprocess.DEVNULL).returncode != 0:
        raise Missing('python3-ntlm-auth is not installed')
    digest = ''
    if cert is not None:
        with open(cert, encoding='ascii', errors='replace') as f:
            pem = f.read()
        end = '-----END CERTIFICATE-----'
        pem = pem[pem.index('-----BEGIN CERTIFICATE-----'):pem.index(end) + len(end)]
        digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()
    with scratch(openssl__cnf=OPENSSL_CNF) as folder, subprocess.Popen(
            [sys.executable, '-c', NTLM_AUTH, user, 'DOM', password, digest],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=dict(os.environ, OPENSSL_CONF=os.path.join(folder, 'openssl.cnf'))) as client:
        def second(challenge):
            client.stdin.write(base64.b64encode(challenge) + b'\n')
            client.stdin.flush()
            return base64.b64decode(client.stdout.readline())
        return conversation(d, base64.b64decode(client.stdout.readline()), second, tls)


def samba(d, user='alice', password='Password'):
    """Samba's ntlm_auth as client, which needs neither winbind nor a domain."""
    need('ntlm_auth')
    with scratch(smb__conf='[global]\n') as folder, subprocess.Popen(
            ['ntlm_auth', '--configfile=%s/smb.conf' % folder, '--username=' + user,
             '--domain=DOM', '--password=' + password, '--helper-protocol=ntlmssp-client-1'],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as client:
        def ask(line):
            client.stdin.write(line + b'\n')
            client.stdin.flush()
            return base64.b64decode(client.stdout.readline().split()[1])
        try:
            return conversation(d, ask(b'YR'),
                                lambda challenge: ask(b'TT ' + base64.b64encode(challenge)))
        finally:
            client.stdin.close()


PERL = '''\
use Mail::IMAPClient; use Authen::NTLM;
ntlmv2(1) if $ARGV[3];
my $imap = Mail::IMAPClient->new(Server => '127.0.0.1', Port => $ARGV[0], User => $ARGV[1],
  Password => $ARGV[2], Authmechanism => 'NTLM') or exit 1;
$imap->logout; exit 0;
'''


def perl(d, user='alice', password='Password', v2=True):
    need('perl')
    if run(['perl', '-MAuthen::NTLM', '-MMail::IMAPClient', '-e', '1'])[0] != 0:
        raise Missing('libauthen-ntlm-perl or libmail-imapclient-perl is not installed')
    return run(['perl', '-e', PERL, str(d.port), user, password, str(int(v2))])[0] == 0


def nmap(d):
    """What nmap's imap-ntlm-info reads without login."""
    return run([need('nmap'), '-Pn', '-n', '-p%d' % d.port, '--script', '+imap-ntlm-info',
                '127.0.0.1'])[1].decode()


def log_lines(d, pattern, count=1):
    """Lines of the log in which the regex is found; waits until there are count of them,
    because the log process writes them when it comes to it."""
    end = time.monotonic() + 30
    while True:
        lines = d.log_lines(pattern)
        if len(lines) >= count or time.monotonic() > end:
            return lines
        time.sleep(0.05)


def by_log(d, words, **options):
    """Runs a client that does not tell how it went; Dovecot's log does."""
    before = len(d.log_lines(VERDICT))
    run(words, **options)
    return 'accepted' in log_lines(d, VERDICT, before + 1)[-1]


def fetchmail(d, user='alice', password='Password'):
    need('fetchmail')
    text = ('poll 127.0.0.1 protocol IMAP service %d auth ntlm user "%s" password "%s" '
            'sslproto "" fetchall keep\n' % (d.port, user, password))
    with scratch(rc=text) as folder:
        return by_log(d, ['fetchmail', '-f', folder + '/rc', '-m', '/bin/true', '--nodetach'],
                      env={'FETCHMAILHOME': folder, 'HOME': folder})


def gsasl(d, user='alice', password='Password'):
    need('gsasl')
    return by_log(d, ['gsasl', '--imap', '-m', 'NTLM', '-a', user, '-p', password,
                      '--no-starttls', '--connect=127.0.0.1:%d' % d.port])


def mutt(d, user='alice', password='Password'):
    need('mutt')
    need('script')
    text = ('set folder="imap://127.0.0.1:%d/" spoolfile="imap://127.0.0.1:%d/INBOX"\n'
            'set imap_user="%s" imap_pass="%s" imap_authenticators="ntlm"\n'
            'set ssl_starttls=no ssl_force_tls=no quit=yes\npush "<quit>"\n'
            % (d.port, d.port, user, password))
    with scratch(muttrc=text) as folder:
        # newer curses want a size, which the terminal of script(1) has not
        command = 'stty rows 24 cols 80; exec mutt -n -F %s/muttrc' % folder
        return by_log(d, ['timeout', '30', 'script', '-qec', command, '/dev/null'],
                      env={'HOME': folder, 'TERM': 'xterm'})


def mbsync(d, user='alice', password='Password'):
    need('mbsync')
    text = ('IMAPAccount a\nHost 127.0.0.1\nPort %d\nUser %s\nPass %s\nAuthMechs NTLM\n'
            'SSLType None\nTimeout 60\n\nIMAPStore a\nAccount a\n\nMaildirStore b\nPath %%s/\n'
            'Inbox %%s/inbox\n\nChannel c\nFar :a:\nNear :b:\nPatterns INBOX\n'
            % (d.port, user, password))
    with scratch() as folder:
        path = os.path.join(folder, 'rc')
        with open(path, 'w') as f:
            f.write(text.replace('%s', folder))
        return by_log(d, ['mbsync', '-c', path, '-l', 'c'], env={'HOME': folder})
