# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""Random messages: MIME trees, charsets, encodings, 8-bit headers, broken ones."""
import base64
import quopri

WORDS = ['Grüße', 'naïve', 'plain', 'words', 'Москва', '日本語', 'ÄÖÜ', 'x', 'Kö ln', '=?', '€', 'a=b']
CHARSETS = ['utf-8', 'iso-8859-1', 'windows-1251', 'shift_jis', 'us-ascii', 'koi8-r']


def text(r, charset, words=60):
    """Some lines that charset can write."""
    out = []
    for _ in range(r.randint(0, words)):
        word = r.choice(WORDS).encode(charset, 'ignore').decode(charset)
        out.append(word + r.choice([' ', ' ', ' ', '  ', '\n', '\t', ' \n', '=\n', '.\n']))
    if r.random() < 0.2:
        out.append(r.choice(WORDS).encode(charset, 'ignore').decode(charset) * r.randint(100, 400))
    return ''.join(out)


def encoded(r, data, encoding):
    if encoding == 'base64':
        return base64.encodebytes(data)
    if encoding == 'quoted-printable':
        return quopri.encodestring(data)
    return data


def leaf(r):
    """(header lines, body): body lines end with LF."""
    encoding = r.choice(['8bit', '8bit', 'binary', '7bit', None, 'base64', 'quoted-printable'])
    lines = []
    if r.random() < 0.75:
        charset = r.choice(CHARSETS)
        lines.append(b'Content-Type: text/%s; charset=%s' %
                     (r.choice([b'plain', b'html']), charset.encode()))
        data = text(r, charset).encode(charset)
    else:
        lines.append('Content-Type: application/octet-stream; name="%s"'
                     % r.choice(['a.bin', 'Grüße.bin', 'лес.bin' * 5]).encode().decode())
        lines[-1] = lines[-1].encode()
        data = bytes(r.choice(range(256)) for _ in range(r.randint(0, 300)))
        data = data.replace(b'\r', b'.').replace(b'\n', b'.').replace(b'\0', b'.') \
            if encoding not in ('base64', 'quoted-printable') else data
    if encoding:
        lines.append(b'Content-Transfer-Encoding: ' + encoding.encode())
    return lines, encoded(r, data, encoding)


def tree(r, depth=0):
    kind = r.random()
    if depth >= 4 or kind < 0.5:
        return leaf(r)
    if kind < 0.62:
        lines = [b'Content-Type: message/rfc822']
        if r.random() < 0.5:
            lines.append(b'Content-Transfer-Encoding: 8bit')
        return lines, b'\n'.join(message_lines(r, depth + 1))
    boundary = b'b%d.%d' % (depth, r.randint(0, 10 ** 9))
    body = [] if r.random() < 0.5 else ['Präambel'.encode()]
    for _ in range(r.randint(1, 4)):
        lines, data = tree(r, depth + 1)
        body += [b'--' + boundary] + lines + [b'', data]
    if r.random() < 0.9:
        body += [b'--' + boundary + b'--', b'']
    return [b'Content-Type: multipart/%s; boundary="%s"' % (
        r.choice([b'mixed', b'alternative', b'related']), boundary)], b'\n'.join(body)


def message_lines(r, depth=0):
    lines = [('From: %s <a@example.com>' % r.choice(['Jörg', '"Müller, Jörg"', 'Joe', '=?utf-8?q?J=C3=B6?='])).encode(),
             ('To: %s' % r.choice(['b@example.com', 'Übel <u@example.com>, "Ö" <o@example.com>',
                                   'Grüppe: a@example.com, Ä <b@example.com>;'])).encode(),
             ('Subject: %s' % ' '.join(r.choice(WORDS[:7]) for _ in range(r.randint(0, 20)))).encode(),
             b'Date: Sat, 21 Nov 2026 10:00:00 +0000']
    if r.random() < 0.8:
        lines.append(b'MIME-Version: 1.0')
    more, body = tree(r, depth)
    return lines + more + [b'', body]


def message(r):
    """A message with CRLF or LF."""
    data = b'\n'.join(message_lines(r))
    if r.random() < 0.15:
        cut = r.randint(1, len(data))
        data = data[:cut] if r.random() < 0.5 else data[:cut] + bytes([r.randint(128, 255)]) + data[cut:]
    data = data.replace(b'\r\n', b'\n')
    return data.replace(b'\n', b'\r\n') if r.random() < 0.7 else data
