# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""Thunderbird without a screen: it starts with one IMAP account and looks for mail, by NTLM."""
import contextlib
import os
import shutil
import subprocess
import tempfile

from ntlmothers import VERDICT, Missing, log_lines

APP = '/usr/lib/thunderbird'

PREFS = '''\
user_pref("mail.accountmanager.accounts", "account1");
user_pref("mail.accountmanager.defaultaccount", "account1");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.account.account1.identities", "id1");
user_pref("mail.identity.id1.useremail", "alice@example.org");
user_pref("mail.identity.id1.valid", true);
user_pref("mail.server.server1.type", "imap");
user_pref("mail.server.server1.hostname", "localhost");
user_pref("mail.server.server1.port", %(port)d);
user_pref("mail.server.server1.userName", "%(user)s");
// 6: NTLM; 0: neither TLS nor STARTTLS
user_pref("mail.server.server1.authMethod", 6);
user_pref("mail.server.server1.socketType", 0);
user_pref("mail.server.server1.login_at_startup", true);
user_pref("mail.server.server1.check_new_mail", true);
user_pref("mail.provider.enabled", false);
user_pref("mail.rights.version", 1);
user_pref("app.update.enabled", false);
user_pref("datareporting.policy.dataSubmissionPolicyBypassNotification", true);
// its own NTLM, not Samba's program
user_pref("network.auth.force-generic-ntlm", true);
'''

AUTOCONFIG = '''\
pref("general.config.filename", "mozilla.cfg");
pref("general.config.obscure_value", 0);
pref("general.config.sandbox_enabled", false);
'''

# There is no other way to hand it a password. (The first line is never run.)
MOZILLA_CFG = '''\
//
function addLogin() {
  const Login = new Components.Constructor("@mozilla.org/login-manager/loginInfo;1",
    Ci.nsILoginInfo, "init");
  Services.logins.addLoginAsync(new Login("imap://localhost", null, "imap://localhost",
    "%(user)s", "%(password)s", "", ""));
}
Services.obs.addObserver(addLogin, "profile-after-change");
'''


def write(folder, name, text):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), 'w', encoding='utf-8') as f:
        f.write(text)


def copy_app(target):
    """Links to the installed program; only what says where it lives is copied."""
    subprocess.run(['cp', '-rs', APP + '/.', target], check=True)
    for name in ('thunderbird', 'thunderbird-bin'):
        path = os.path.join(target, name)
        if os.path.lexists(path):
            os.unlink(path)
            shutil.copy2(os.path.realpath(os.path.join(APP, name)), path)


@contextlib.contextmanager
def running(d, user, password):
    """Thunderbird with an account on Dovecot d, until the block ends."""
    if not os.path.exists(APP + '/thunderbird'):
        raise Missing('thunderbird is not installed')
    words = {'port': d.port, 'user': user.replace('\\', '\\\\'), 'password': password}
    with tempfile.TemporaryDirectory(prefix='thunderbird-') as folder:
        app, profile = folder + '/app', folder + '/profile'
        copy_app(app)
        write(app + '/defaults/pref', 'autoconfig.js', AUTOCONFIG)
        write(app, 'mozilla.cfg', MOZILLA_CFG % words)
        write(profile, 'prefs.js', PREFS % words)
        process = subprocess.Popen(
            [app + '/thunderbird', '--headless', '--no-remote', '--profile', profile],
            env=dict(os.environ, HOME=folder), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield process
        finally:
            process.terminate()
            process.wait()


def login(d, user='alice', password='Password'):
    """One start; the first line of the log about its NTLM login, or None after a while."""
    before = len(d.log_lines(VERDICT))
    with running(d, user, password):
        for _ in range(4):
            lines = log_lines(d, VERDICT, before + 1)
            if len(lines) > before:
                return lines[before]
    return None
