# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""A test that mostly waits, for all stores at once."""
import os
import subprocess
import sys

LAYOUTS = ('maildir', 'sdbox', 'mdbox')


def each_layout(t, test):
    """test(t, layout) for each store, each in a process of its own: this program again, with
    the layout as its argument."""
    if sys.argv[1:]:
        test(t, sys.argv[1])
        return
    children = [subprocess.Popen([os.path.abspath(sys.argv[0]), layout], stdout=subprocess.PIPE)
                for layout in LAYOUTS]
    for child, layout in zip(children, LAYOUTS):
        said = child.communicate()[0].decode()
        good = [line for line in said.splitlines() if line.startswith('ok ')]
        for line in good:
            t.result(True, line[3:])
        t.result(child.returncode == 0 and good, 'all of %s' % layout, said)
