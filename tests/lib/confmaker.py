# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""Writes the dovecot.conf of a private Dovecot, for both families."""
import re

# layout -> (mail_location of 2.3, settings of 2.4)
LAYOUTS = {
    'maildir': ('maildir:~/Maildir',
                ('mail_driver = maildir', 'mail_path = ~/Maildir')),
    'fs': ('maildir:~/Maildir:LAYOUT=fs',
           ('mail_driver = maildir', 'mail_path = ~/Maildir', 'mailbox_list_layout = fs')),
    'sdbox': ('sdbox:~/sdbox', ('mail_driver = sdbox', 'mail_path = ~/sdbox')),
    'mdbox': ('mdbox:~/mdbox', ('mail_driver = mdbox', 'mail_path = ~/mdbox')),
    'mbox': ('mbox:~/mail:INBOX=~/inbox',
             ('mail_driver = mbox', 'mail_path = ~/mail', 'mail_inbox_path = ~/inbox')),
    'index': ('maildir:~/Maildir:LAYOUT=index',
              ('mail_driver = maildir', 'mail_path = ~/Maildir',
               'mailbox_list_layout = index')),
}

# "Password" as openssl passwd -6 stores it: nothing but a cleartext login can use it.
DAVE = ('{SHA512-CRYPT}$6$exchange$ciK7Eyf0RN5sV8jSVD6ECq7G72ENI6Te7DQlna'
        'jFQ5AMKdrV7/hsMf8m0ZhIKsnrB7XEF3AFJxgXds.Lb/2cb1')
USERS = ''.join('%s:{PLAIN}Password\n' % u for u in ('alice', 'bob', 'carol')) + \
    'dave:%s\n' % DAVE

COMMON = '''\
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/log
log_timestamp = "%Y-%m-%d %H:%M:%S "
protocols = imap
listen = 127.0.0.1
ssl = yes
auth_mechanisms = plain login
auth_verbose = yes
default_internal_user = dovecot
default_login_user = dovenull
first_valid_uid = 1
first_valid_gid = 1
mail_uid = mail
mail_gid = mail
mail_fsync = never
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
'''

FAMILY = {
    '2.3': '''\
default_vsz_limit = 0
ssl_cert = <{dir}/tls/server.pem
ssl_key = <{dir}/tls/server.key
mail_location = {mail_location}
login_plugin_dir = {moduledir}/login
mail_plugin_dir = {moduledir}
''',
    '2.4': '''\
default_vsz_limit = unlimited
ssl_server_cert_file = {dir}/tls/server.pem
ssl_server_key_file = {dir}/tls/server.key
login_plugin_dir = {moduledir}/login
mail_plugin_dir = {moduledir}
''',
}

NO_PENALTY = '''\
auth_failure_delay = 0
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
'''

DEBUG = {
    '2.3': 'mail_debug = yes\nauth_debug = yes\n',
    '2.4': 'log_debug = category=auth OR category=mail OR category=imap\n',
}

PASSDB = {
    '2.3': '''\
passdb {{
  driver = passwd-file
  args = {dir}/users
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={dir}/mail/%u
}}
''',
    '2.4': '''\
passdb users {{
  driver = passwd-file
  passwd_file_path = {dir}/users
}}
userdb static {{
  fields {{
    uid = mail
    gid = mail
    home = {dir}/mail/%{{user}}
  }}
}}
''',
}


def preload(family, environment):
    """import_environment: a string in 2.3, a list of names in 2.4."""
    if not environment:
        return ''
    if family == '2.3':
        return 'import_environment = TZ CORE_OUTOFMEM CORE_ERROR %s\n' % \
            ' '.join('%s=%s' % kv for kv in environment.items())
    return 'import_environment {\n%s}\n' % \
        ''.join('  %s = %s\n' % kv for kv in environment.items())


def plugins(family, login, imap):
    """protocol imap {}: the modules by their Dovecot names, None for absent."""
    lines = []
    if login:
        lines.append('  login_plugins = %s' % login)
    if imap and family == '2.3':
        lines.append('  mail_plugins = %s' % imap)
    elif imap:
        lines.append('  mail_plugins {\n    %s = yes\n  }' % imap)
    if not lines:
        return ''
    return 'protocol imap {\n%s\n}\n' % '\n'.join(lines)


def settings(family, sets):
    """The --set lines; in 2.3 our own settings live inside plugin {}."""
    inside, top = [], []
    for line in sets:
        ours = re.match(r'\s*exchange_\w+\s*=', line) and family == '2.3'
        (inside if ours else top).append(line)
    text = ''.join('%s\n' % line for line in top)
    if inside:
        text += 'plugin {\n%s}\n' % ''.join('  %s\n' % line for line in inside)
    return text


def make(c):
    """The whole dovecot.conf. c: a dict with family, version, dir, port, tls_port,
    moduledir, layout, login, imap, sets, extra, penalty, debug, environment."""
    family = c['family']
    text = ''
    if family == '2.4':
        text = 'dovecot_config_version = %s\ndovecot_storage_version = %s\n' % \
            (c['version'], c['version'])
    location, lines = LAYOUTS[c['layout']]
    text += (COMMON + FAMILY[family]).format(mail_location=location, **c)
    if family == '2.4':
        text += ''.join('%s\n' % line for line in lines)
    if not c['penalty']:
        text += NO_PENALTY
    if c['debug']:
        text += DEBUG[family]
    text += preload(family, c['environment'])
    text += plugins(family, c['login'], c['imap'])
    text += settings(family, c['sets'])
    text += c['extra'].replace('@DIR@', c['dir'])
    return text + PASSDB[family].format(**c)
