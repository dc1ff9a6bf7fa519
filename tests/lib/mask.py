# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""Hides what differs between two runs of the same conversation: times, ids, paths."""
import re

RULES = (
    # a010 OK Fetch completed (0.001 + 0.000 + 0.002 secs).
    (rb'\((\d+\.\d+ \+ )+\d+\.\d+ secs\)', b'(TIME secs)'),
    (rb'UIDVALIDITY \d+', b'UIDVALIDITY N'),
    (rb'(APPENDUID|COPYUID) \d+', rb'\1 N'),
    (rb'INTERNALDATE "[^"]*"', b'INTERNALDATE "TIME"'),
    (rb'SAVEDATE "[^"]*"', b'SAVEDATE "TIME"'),
    (rb'[ \d]\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d [-+]\d{4}', b'DATE'),
    # GUIDs: EMAILID, MAILBOXID, X-GUID
    (rb'\b[0-9a-f]{32}\b', b'GUID'),
    (rb'\b[0-9]{10}\.M\d+P\d+\.[\w.-]+', b'GUID'),
    (rb'\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\]', b'[TIME]'),
    # Maildir: whether an index is newer than the folder
    (rb' \\(?:Unm|UnM|M)arked', b''),
    # internal errors: refer to server log for more information.
    (rb'/tmp/exchange-\w+', b'DIR'),
    (rb'127\.0\.0\.1[:,]\d+', b'127.0.0.1:PORT'),
)
COMPILED = [(re.compile(pattern), new) for pattern, new in RULES]


def mask(data):
    """Returns data (octets) with everything hidden that differs between runs."""
    for pattern, new in COMPILED:
        data = pattern.sub(new, data)
    return data


def mask_transcript(transcript):
    """Octets of a whole transcript of imapwire, masked."""
    return mask(b''.join(who.encode() + b': ' + data for who, data in transcript))
