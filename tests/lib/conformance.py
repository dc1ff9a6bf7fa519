# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""doc/conformance.md: statement x version x verdict, one section for each Dovecot.

The words come from the JSON of exchange-audit alone. A section is made on the Dovecot it
is about; the sections of others stay as they are.
"""
import contextlib
import os
import re

import auditor
from delegates import Grants, gate
from dovecot import dovecot

PATH = os.path.join(os.path.dirname(auditor.TESTS), 'doc', 'conformance.md')
# What an operator who wants to be taken for Exchange would set.
SETS = ['exchange_login_domains = LAB=* example.com=*']
CELLS = {'holds': 'yes', 'differs': '**no**', 'skipped': 'not run', 'not observable': ''}
# conf.d/*/80-exchange-names.conf, for a server whose plugins another file has named.
ESCAPE = {'conf_23': 'protocol imap {\n  mail_plugins = $mail_plugins listescape\n}\n',
          'conf_24': 'mailbox_list_storage_escape_char = "\\\\"\n'}
HEAD = '''# Conformance

Made by `make conformance` from the JSON of `exchange-audit`; do not edit. Each row is a
statement of Microsoft's documents, and each column a value of `exchange_version`. "yes": the
server does what the statement says, to the letter where a real Exchange's line is known.
"no": it does something else. "not run": the row needs what this run did not have (a timer
of half an hour). Empty: the statement is not about that version.
'''
README = os.path.join(os.path.dirname(auditor.TESTS), 'README.md')
BEGIN, END = '<!-- made by make conformance -->\n', '<!-- end -->\n'
SHOWN = '2019'
LOST = re.compile('greeting|connect|login failed|answer any more')


@contextlib.contextmanager
def server(version, texts, env):
    """Our Dovecot with Exchange's mechanisms; GSSAPI where its module is installed."""
    with contextlib.ExitStack() as stack:
        mechanisms = 'auth_mechanisms = plain ntlm' + (' gssapi' if env else '')
        d = stack.enter_context(dovecot(version=version, sets=SETS + [mechanisms], **texts))
        d.env.update(env)
        Grants(d).set('bob', 'alice')
        yield d


def results(version, texts, env):
    """Rows of one run against our Dovecot, and the name of that Dovecot."""
    with server(version, texts, env) as d:
        status, rows, whole = auditor.audit(d, '--exchange-version', version, '--delegate',
                                            'LAB/bob/alice', '--kerberos-host', 'localhost')
        if status not in (0, 1):
            raise RuntimeError('exchange-audit ended with %d' % status)
        return rows, whole, d.version


def cell(row):
    if row['verdict'] == 'skipped' and row['seen'].startswith('the statement is about'):
        return ''
    return CELLS[row['verdict']]


def line(words):
    return '| ' + ' | '.join(words) + ' |'


def section(runs, name):
    """Text of the section "## Dovecot NAME"; runs: {version: rows}."""
    versions = [v for v in auditor.VERSIONS if v in runs]
    first = runs[versions[0]]
    seen = [rid for rid in first if first[rid]['verdict'] != 'not observable']
    lines = ['## Dovecot %s' % name, '', line(['id', 'area', 'statement'] + versions),
             line(['---'] * (3 + len(versions)))]
    for rid in seen:
        row = first[rid]
        lines.append(line([rid.replace('<', '\\<'), row['area'],
                           row['title'].replace('|', '\\|').replace('*', '\\*')] +
                          [cell(runs[v][rid]) for v in versions]))
    lines.append(line(['', '', 'yes of all that were run'] + [
        '%d of %d' % (sum(r['verdict'] == 'holds' for r in runs[v].values()),
                      sum(r['verdict'] in ('holds', 'differs') for r in runs[v].values()))
        for v in versions]))
    unseen = [rid for rid in first if rid not in seen]
    lines += ['', 'No server can show these %d: %s.' % (len(unseen), ', '.join(
        rid.replace('<', '\\<') for rid in unseen)), '']
    return '\n'.join(lines)


def summary(rows, name):
    """What README shows: how many statements of each area hold for one version."""
    areas = list(dict.fromkeys(row['area'] for row in rows.values()))
    count = {area: [row['verdict'] for row in rows.values() if row['area'] == area]
             for area in areas}
    return '\n'.join([
        line(['Exchange %s, Dovecot %s' % (SHOWN, name)] + areas),
        line(['---'] * (1 + len(areas))),
        line(['statements that hold'] + ['%d of %d' % (
            count[area].count('holds'), count[area].count('holds') +
            count[area].count('differs')) for area in areas])]) + '\n'


def readme():
    """The summary that README has now, or None."""
    with open(README) as f:
        text = f.read()
    if BEGIN not in text or END not in text:
        return None
    return text.split(BEGIN, 1)[1].split(END, 1)[0]


def write_readme(text):
    old = readme()
    if old is None:
        return
    with open(README) as f:
        whole = f.read()
    with open(README, 'w') as f:
        f.write(whole.replace(BEGIN + old + END, BEGIN + text + END))


def read():
    """{name: text} of the sections that the file has."""
    try:
        with open(PATH) as f:
            parts = re.split(r'^(?=## Dovecot )', f.read(), flags=re.M)[1:]
    except FileNotFoundError:
        return {}
    return {part.split('\n', 1)[0][len('## Dovecot '):]: part.strip() + '\n' for part in parts}


def write(sections):
    order = sorted(sections, key=lambda name: [int(x) for x in re.findall(r'\d+', name)])
    with open(PATH, 'w') as f:
        f.write(HEAD + '\n' + '\n'.join(sections[name] for name in order))


def joined(texts, more):
    """Two sets of configuration texts, one behind the other."""
    return {key: texts.get(key, '') + more.get(key, '') for key in {**texts, **more}}


def make(report=lambda *_: None):
    """Runs all versions. Returns the Dovecot's name, the section's text, and all rows."""
    runs, name = {}, ''
    with contextlib.ExitStack() as stack:
        texts, env = joined(gate(), ESCAPE), {}
        if auditor.has_gssapi():
            more, env = stack.enter_context(auditor.realm())
            texts = joined(texts, more)
        for version in auditor.VERSIONS:
            runs[version], whole, name = results(version, texts, env)
            report(version, whole['counts'])
    return name, section(runs, name), runs
