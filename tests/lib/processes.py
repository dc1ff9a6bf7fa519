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


def end(pids, seconds):
    """SIGTERM to pids, then waits until we have no child left; SIGKILL for the rest.
    Returns the number of those that had to be killed."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
    killed = 0
    limit = time.monotonic() + seconds
    while True:
        reap()
        left = children()
        if not left:
            return killed
        if time.monotonic() > limit:
            for pid in left:
                os.kill(pid, signal.SIGKILL)
            killed += len(left)
            limit = time.monotonic() + seconds
        time.sleep(0.02)
