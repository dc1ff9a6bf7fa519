# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""Children and grandchildren: none of them may outlive with-dovecot."""
import ctypes
import os
import signal
import time

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
libc = ctypes.CDLL(None, use_errno=True)


def adopt_orphans():
    """Orphaned grandchildren become ours, so that we can wait for them."""
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with_parent():
    """For a child between fork and exec: should we be killed, it gets SIGTERM."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def children():
    """The pids whose parent we are."""
    me = str(os.getpid())
    found = []
    for entry in os.listdir('/proc'):
        if not entry.isdigit():
            continue
        try:
            with open('/proc/%s/stat' % entry) as f:
                parent = f.read().rpartition(')')[2].split()[1]
        except OSError:
            continue
        if parent == me:
            found.append(int(entry))
    return found


def reap():
    """Takes the exit status of everything that ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0] != 0:
            pass
    except ChildProcessError:
        pass


def send(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def end(seconds):
    """SIGTERM to every child, and to every orphan that comes to us while they end; waits
    until none is left; SIGKILL after that many seconds. Returns how many had to be killed."""
    told = set()
    killed = set()
    limit = time.monotonic() + seconds
    while True:
        reap()
        left = children()
        if not left:
            return len(killed)
        if time.monotonic() > limit:
            killed.update(left)
            for pid in left:
                send(pid, signal.SIGKILL)
        for pid in set(left) - told:
            send(pid, signal.SIGTERM)
        told.update(left)
        time.sleep(0.02)
