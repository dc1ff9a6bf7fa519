# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""doc/conformance.md: statement x version x verdict, one section for each Dovecot.

The words come from the JSON of exchange-audit alone. A section is made on the Dovecot it
is about; the sections of others stay as they are.
"""
import concurrent.futures
import contextlib
import os
import re

import auditor
from delegates import Grants, gate, ready
from dovecot import dovecot

PATH = os.path.join(os.path.dirname(auditor.TESTS), 'doc', 'conformance.md')
CELLS = {'holds': 'yes', 'differs': '**no**', 'skipped': 'not run', 'not observable': ''}
# Rows about timers, and Outlook without protection: they want other settings than those
# that an operator who wants to be taken for Exchange would take.
LOGIN_TIMER, AUTOLOGOUT = 4, 6
OTHER_SETS = {'sets': ['exchange_login_timeout = %ds' % LOGIN_TIMER,
                       'exchange_autologout = %ds' % AUTOLOGOUT],
              'sets_23': ['disable_plaintext_auth = no'],
              'sets_24': ['auth_allow_cleartext = yes']}
OTHER_ROWS = ['E0002', 'V0015', 'OL V0025', 'OL V0031']
# layout -> (name, areas that depend on it)
STORES = {
    'fs': ('Maildir, fs layout', ['names']),
    'index': ('Maildir, index layout', ['names']),
    'sdbox': ('sdbox', ['names', 'messages', 'sync']),
    'mdbox': ('mdbox', ['names', 'messages', 'sync']),
}
HEAD = '''# Conformance

Made by `make conformance` from the JSON of `exchange-audit`; do not edit. Each row is a
statement of Microsoft's documents, and each column a value of `exchange_version`. "yes": the
server does what the statement says, to the letter where a real Exchange's line is known.
"no": it does something else. "not run": the row needs what this run did not have. Empty: the
statement is not about that version.

The server is configured as `conf.d/` is shipped, with the version's mechanisms. Four rows want other
settings: E0002, V0015 and OL V0025 were run with timers of %d and %d seconds (a run with the
defaults takes 30 minutes: `exchange-audit --slow`), and OL V0031 with passwords permitted in
clear, which Exchange permits by configuration as well.
''' % (LOGIN_TIMER, AUTOLOGOUT)
README = os.path.join(os.path.dirname(auditor.TESTS), 'README.md')
BEGIN, END = '<!-- made by make conformance -->\n', '<!-- end -->\n'
SHOWN = '2019'
LOST = re.compile('greeting|connect|login failed|answer any more')
# Dovecots that run at once
WORKERS = 7


def shipped(version):
    """{conf_23, conf_24}: the files of conf.d, with delegates."""
    made = gate()
    for family in ('2.3', '2.4'):
        text = ready(family, '80-exchange-names.conf') + ready(family, '90-exchange.conf')
        assert 'exchange_version = 2010' in text
        name = 'conf_' + family.replace('.', '')
        made[name] = made[name] + text.replace('exchange_version = 2010',
                                               'exchange_version = ' + version)
    return made


@contextlib.contextmanager
def server(version, realm, env, sets=(), **others):
    """Our Dovecot with the version's mechanisms: no 2003 was seen to announce GSSAPI."""
    texts = shipped(version)
    for name, text in realm.items():
        texts[name] = texts.get(name, '') + text
    mechanisms = 'auth_mechanisms = plain ntlm' + (' gssapi' if env and version != '2003' else '')
    with dovecot(modules='conf', sets=[mechanisms] + list(sets), **texts, **others) as d:
        d.env.update(env)
        Grants(d).set('bob', 'alice')
        yield d


def audit(d, version, *options):
    status, rows, _ = auditor.audit(d, '--exchange-version', version, '--delegate',
                                    'LAB/bob/alice', '--kerberos-host', 'localhost',
                                    *options)
    if status not in (0, 1):
        raise RuntimeError('exchange-audit ended with %d' % status)
    return rows


def main_rows(version, realm, env):
    """All rows in a Maildir, and the name of that Dovecot."""
    with server(version, realm, env) as d:
        return audit(d, version), d.version


def other_rows(version, realm, env):
    """Those that want other settings."""
    with server(version, realm, env, **OTHER_SETS) as d:
        return audit(d, version, '--timers', '%d,%d' % (LOGIN_TIMER, AUTOLOGOUT),
                     '--only', ','.join(OTHER_ROWS))


def store_rows(version, layout):
    """Rows of some areas in another store."""
    with server(version, {}, {}, layout=layout) as d:
        rows = audit(d, version, '--area', ','.join(STORES[layout][1]))
    return {rid: row for rid, row in rows.items() if rid not in OTHER_ROWS}


def cell(row):
    if row['verdict'] == 'skipped' and row['seen'].startswith('the statement is about'):
        return ''
    return CELLS[row['verdict']]


def line(words):
    return '| ' + ' | '.join(words) + ' |'


def failing(versions, area=None):
    """{id: versions} of rows that were not shown to hold; versions: {version: rows}."""
    bad = {}
    for version, rows in versions.items():
        for row in rows.values():
            if cell(row) not in ('yes', '') and area in (None, row['area']):
                bad.setdefault(row['id'], []).append(version)
    return bad


def store_cell(versions, area):
    """versions: {version: rows} of one store."""
    bad = failing(versions, area)
    if not bad:
        return 'all hold'
    return 'all hold but ' + ', '.join('%s (%s)' % (rid.replace('<', '\\<'), ' '.join(where))
                                       for rid, where in bad.items())


def store_lines(stores):
    """stores: {layout: {version: rows}}."""
    areas = ['names', 'messages', 'sync']
    lines = ['The table is that of a Maildir with the Maildir++ layout. The same rows in other '
             'stores:', '', line(['store'] + areas), line(['---'] * (1 + len(areas)))]
    for layout, (title, run) in STORES.items():
        lines.append(line([title] + [store_cell(stores[layout], area) if area in run else ''
                                     for area in areas]))
    return lines


def section(runs, stores, name):
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
        rid.replace('<', '\\<') for rid in unseen)), ''] + store_lines(stores) + ['']
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


def make(report=lambda *_: None):
    """Runs all versions. Returns the Dovecot's name, the section's text, all rows as
    {version: rows}, and {layout: {version: rows}} of other stores."""
    runs, stores, name = {}, {}, ''
    with contextlib.ExitStack() as stack:
        realm, env = {}, {}
        if auditor.has_gssapi():
            realm, env = stack.enter_context(auditor.realm())
        pool = stack.enter_context(concurrent.futures.ThreadPoolExecutor(WORKERS))
        versions = auditor.VERSIONS
        main = {v: pool.submit(main_rows, v, realm, env) for v in versions}
        others = {v: pool.submit(other_rows, v, realm, env) for v in versions}
        in_store = {(layout, v): pool.submit(store_rows, v, layout)
                    for layout in STORES for v in versions}
        for version in versions:
            runs[version], name = main[version].result()
            runs[version].update(others[version].result())
            verdicts = [row['verdict'] for row in runs[version].values()]
            report(version, {v: verdicts.count(v) for v in CELLS})
        for (layout, version), future in in_store.items():
            stores.setdefault(layout, {})[version] = future.result()
    return name, section(runs, stores, name), runs, stores
