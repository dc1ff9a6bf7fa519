# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""The two tables of the source: exchange-behaviors.def and exchange-settings.def."""
import os
import re

SRC = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'src')
VERSIONS = ('2003', '2007', '2010', '2010sp2', '2013', '2016', '2019')


def rows(path, macro):
    """Yields the arguments of each macro(...) in the file, as their text."""
    with open(os.path.join(SRC, path)) as f:
        text = re.sub(r'/\*.*?\*/', '', f.read(), flags=re.S)
    for match in re.finditer(r'^%s\(' % macro, text, re.M):
        yield arguments(text, match.end())


def arguments(text, pos):
    """Splits at commas outside strings until the closing parenthesis."""
    args, word, depth = [], '', 0
    while True:
        c = text[pos]
        if c == '"':
            end = re.compile(r'"(?:[^"\\]|\\.)*"').match(text, pos).end()
            word += text[pos:end]
            pos = end
            continue
        if c == ')' and depth == 0:
            return args + [word.strip()]
        if c == ',' and depth == 0:
            args.append(word.strip())
            word = ''
        else:
            depth += {'(': 1, ')': -1}.get(c, 0)
            word += c
        pos += 1


def string(literal):
    """The value of one or more C string literals side by side."""
    parts = re.findall(r'"((?:[^"\\]|\\.)*)"', literal)
    return re.sub(r'\\(.)', r'\1', ''.join(parts))


def version_set(expression):
    """The names in EXV_2007 | EXV_FROM_2013 ..."""
    found = set()
    for word in re.findall(r'EXV_(\w+)', expression):
        if word == 'ALL':
            found.update(VERSIONS)
        elif word.startswith('FROM_'):
            found.update(VERSIONS[VERSIONS.index(word[5:].lower()):])
        elif word != 'NONE':
            found.add(word.lower())
    return [v for v in VERSIONS if v in found]


def versions_text(names):
    if len(names) == len(VERSIONS):
        return 'all'
    if not names:
        return 'none, on request'
    if tuple(names) == VERSIONS[-len(names):]:
        return '%s and later' % names[0] if len(names) > 1 else names[0]
    return ' '.join(names)


def behaviors():
    """The rows of exchange-behaviors.def as dicts."""
    keys = ('id', 'name', 'statements', 'versions', 'area', 'how', 'state', 'text')
    result = []
    for args in rows('lib-exchange/exchange-behaviors.def', 'EXCHANGE_BEHAVIOR'):
        row = dict(zip(keys, args))
        for key in ('name', 'statements', 'state', 'text'):
            row[key] = string(row[key])
        row['versions'] = version_set(row['versions'])
        result.append(row)
    return result


def settings():
    """The rows of exchange-settings.def as dicts."""
    result = []
    for args in rows('settings/exchange-settings.def', 'EXCHANGE_SETTING'):
        row = dict(zip(('type', 'name', 'default', 'text'), args))
        row['text'] = string(row['text'])
        result.append(row)
    return result
