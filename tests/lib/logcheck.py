# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""Which lines of a Dovecot log mean that something is broken."""
import re

BAD = re.compile(r': (Panic|Fatal|Error): |[^K]killed with signal'
                 r'|(Address|Leak|Memory|Thread|UndefinedBehavior)Sanitizer'
                 r'|: runtime error: ')
# What Dovecot itself says when the machine stalls for five seconds.
HARMLESS = (r'stats-writer.*: Timeout waiting for handshake response',)


def bad_lines(path, allowed):
    """The bad lines of the log at path that match no regex of allowed."""
    allowed = [re.compile(a) for a in HARMLESS + tuple(allowed)]
    try:
        with open(path, encoding='utf-8', errors='replace') as f:
            lines = [line.rstrip('\n') for line in f]
    except FileNotFoundError:
        return []
    return [line for line in lines
            if BAD.search(line) and not any(a.search(line) for a in allowed)]
