# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""Delivers the messages of tests/mail/."""
import os
import subprocess

MAIL = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'mail')


def messages():
    """The files of tests/mail/ in the order of their names."""
    return [os.path.join(MAIL, n) for n in sorted(os.listdir(MAIL)) if n.endswith('.eml')]


def deliver(doveadm, user, mailbox='INBOX'):
    """Saves every message octet by octet; doveadm: the words that run it."""
    for path in messages():
        with open(path, 'rb') as f:
            subprocess.run(doveadm + ['save', '-u', user, '-m', mailbox], stdin=f, check=True)
