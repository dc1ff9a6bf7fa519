# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""The stage folder (make install DESTDIR=...) and what is merged from it."""
import fcntl
import fnmatch
import os
import shutil
import subprocess

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TREE = os.path.dirname(TESTS)
MODULEDIR = '/usr/lib/dovecot/modules'
# Dovecot's name -> file below MODULEDIR
LOGIN = ('imap_login_exchange', 'login/lib20_imap_login_exchange_plugin.so')
IMAP = ('imap_exchange', 'lib20_imap_exchange_plugin.so')
# What an installed dovecot-exchange may have left in the system's folder.
OURS = ('*exchange*.so', 'libmech_ntlm.so')
# Where tests/matrix builds inside a chroot.
ROOT_TREE = '/srv/exchange/build'


class StageError(Exception):
    pass


def newest(folder):
    """The newest modification time of a file below folder."""
    times = [0.0]
    for top, _, files in os.walk(folder):
        times += [os.stat(os.path.join(top, f)).st_mtime for f in files
                  if f.endswith(('.c', '.h', '.def', '.am', '.ac', '.m4'))]
    return max(times)


def build_native(asan):
    """Makes build/stage (or build-asan/stage) of this tree, or brings it up to date."""
    folder = os.path.join(TREE, 'build-asan' if asan else 'build')
    stage = os.path.join(folder, 'stage')
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, '.lock'), 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = os.path.join(stage, '.stamp')
        if os.path.exists(stamp) and \
                os.stat(stamp).st_mtime > newest(os.path.join(TREE, 'src')):
            return stage
        done = subprocess.run((os.path.join(TESTS, 'lib', 'build.sh'),
                               'asan' if asan else 'build'), cwd=TREE,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise StageError('the build failed:\n' + done.stdout[-4000:])
    return stage


def find(stage, root, asan=False):
    """The stage folder to use: the one given, the chroot's, or the tree's own."""
    if not stage:
        stage = root + ROOT_TREE + '/stage' if root else build_native(asan)
    if not os.path.isdir(stage + MODULEDIR):
        raise StageError('no modules in %s: build them first' % (stage + MODULEDIR))
    return stage


def available(stage, module):
    """Dovecot's name of a module that the stage holds, else None."""
    name, path = module
    return name if os.path.exists(os.path.join(stage + MODULEDIR, path)) else None


def merge(target, root, stage):
    """Copies the modules of the system, then those of stage ('' for none)."""
    def foreign(_, names):
        return [n for n in names if any(fnmatch.fnmatch(n, o) for o in OURS)]

    shutil.copytree(root + MODULEDIR, target, symlinks=True, ignore=foreign)
    os.makedirs(os.path.join(target, 'login'), exist_ok=True)
    if stage:
        shutil.copytree(stage + MODULEDIR, target, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns('*.la'))
