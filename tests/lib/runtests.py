# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""run-tests behind its installation of packages: builds, runs, counts.

Places: this machine ("native") and the chroots of tests/matrix. In each one: the build, the
unit tests of make check, then tests/check-* and tests/live-* with the modules of that
place. The chroots are made while the tests of this machine run. sid is best effort: what
fails there is shown and counted as skipped, and its live tests are left out when the run
has taken long already.
"""
import argparse
import concurrent.futures
import fnmatch
import glob
import os
import re
import signal
import subprocess
import sys
import time

LIB = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(LIB)
TREE = os.path.dirname(TESTS)
BUILD = os.path.join(LIB, 'build.sh')
MATRIX = os.path.join(TESTS, 'matrix')
# generous: CI machines stall at times, and check-fuzz alone takes five minutes
TEST_SECONDS = 1500
BUILD_SECONDS = 1500
AFTER_TERM_SECONDS = 120
# CI ends a run after 40 minutes: what is best effort begins no later than this
BEST_EFFORT_SECONDS = 1500
# most tests wait for a server most of the time
WORKERS = 3
STARTED = time.monotonic()
WIDTH = 500
BEST_EFFORT = ('sid',)
ROOTS = ('debian13', 'sid')
SUDO = [] if os.geteuid() == 0 else ['sudo', 'env']
RESULT = re.compile(r'(not )?ok\b *\d* *-? *(.*)')
SKIP = re.compile(r'#\s*skip', re.I)


class Place:
    """Where tests run: this machine (root '') or a chroot of the matrix."""

    def __init__(self, name, root=''):
        self.name = name
        self.root = root
        self.best_effort = name in BEST_EFFORT
        self.tree = root + '/srv/exchange' if root else TREE

    def environment(self):
        """What a test learns about its place."""
        words = {'EXCHANGE_ROOT': self.root, 'EXCHANGE_BUILD': self.tree + '/build',
                 'EXCHANGE_STAGE': self.tree + '/build/stage'}
        for name in ('CI', 'PATH', 'EXCHANGE_CACHE'):
            if name in os.environ:
                words[name] = os.environ[name]
        return words


class Score:
    """What the last line tells."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def add(self, place, passed, failed, skipped, what, seconds, details):
        """Counts and prints the result of one file or step."""
        if failed and place.best_effort:
            print('# %s best effort: %d failures of %s count as skipped' %
                  (place.name, failed, what))
            failed, skipped = 0, skipped + failed
        self.passed += passed
        self.failed += failed
        self.skipped += skipped
        print('%-8s %-28s %4d passed, %d failed, %d skipped, %d s' %
              (place.name, what, passed, failed, skipped, seconds))
        for line in details:
            print('    ' + line[:WIDTH])
        sys.stdout.flush()

    def step(self, place, what, words, seconds=BUILD_SECONDS):
        """A step that either works or not, such as a build. Returns whether it did."""
        return self.done(place, what, *execute(words, seconds))

    def done(self, place, what, status, text, seconds):
        """Counts a step that was executed. Returns whether it worked."""
        self.add(place, int(status == 0), int(status != 0), 0, what, seconds,
                 [] if status == 0 else text.splitlines()[-40:])
        return status == 0


def execute(words, seconds, environment=None):
    """Runs words; returns (status, output, seconds), status 124 when the time was up."""
    started = time.monotonic()
    return (*limited(words, seconds, environment), time.monotonic() - started)


def limited(words, seconds, environment):
    """(status, output) of words. SIGTERM comes first, so that with-dovecot can clean up."""
    process = subprocess.Popen(words, cwd=TREE, stdin=subprocess.DEVNULL, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               errors='backslashreplace', start_new_session=True,
                               env=dict(os.environ, **(environment or {})))
    try:
        text = process.communicate(timeout=seconds)[0]
        return process.returncode, text
    except subprocess.TimeoutExpired:
        pass
    for number in (signal.SIGTERM, signal.SIGKILL):
        os.killpg(process.pid, number)
        try:
            text = process.communicate(timeout=AFTER_TERM_SECONDS)[0]
            break
        except subprocess.TimeoutExpired:
            text = ''
    return 124, text + '\nnot ended after %d s\n' % seconds


def count_tap(status, text):
    """(passed, failed, skipped) of a test file's output."""
    passed = failed = skipped = 0
    for line in text.splitlines():
        result = RESULT.match(line)
        if not result:
            continue
        if SKIP.search(result.group(2)):
            skipped += 1
        elif result.group(1):
            failed += 1
        else:
            passed += 1
    if failed == 0 and (status != 0 or passed + skipped == 0):
        failed = 1
    return passed, failed, skipped


def interesting(failed, text):
    """The lines to show: all that is not a plain ok when something failed, else skips."""
    lines = text.splitlines()
    if failed:
        return [line for line in lines if not line.startswith('ok ')][-200:]
    return [line for line in lines if RESULT.match(line) and SKIP.search(line)]


def run_file(place, path):
    """One tests/live-* or tests/check-* file; returns what execute() does."""
    environment = place.environment()
    words = [path]
    if SUDO:
        words = SUDO + ['%s=%s' % kv for kv in environment.items()] + words
    return execute(words, TEST_SECONDS, environment)


def run_files(score, place, paths):
    """Runs test files, a few at a time, and counts them in order."""
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        for path, done in [(p, pool.submit(run_file, place, p)) for p in paths]:
            status, text, seconds = done.result()
            passed, failed, skipped = count_tap(status, text)
            score.add(place, passed, failed, skipped, os.path.basename(path), seconds,
                      interesting(failed, text))


def unit_results(place):
    """(passed, failed, skipped, names that failed) from automake's .trs files."""
    counts = {'PASS': 0, 'SKIP': 0}
    bad = []
    pattern = os.path.join(glob.escape(place.tree), 'build', 'src', '**', '*.trs')
    for path in sorted(glob.glob(pattern, recursive=True)):
        with open(path) as f:
            for kind in re.findall(r'^:test-result: (\w+)', f.read(), re.M):
                if kind in counts:
                    counts[kind] += 1
                else:
                    bad.append(path)
    return counts['PASS'], len(bad), counts['SKIP'], bad


def forget_unit_results(place):
    """Results of an earlier run must not be counted."""
    for path in glob.glob(os.path.join(glob.escape(place.tree), 'build', 'src', '**', '*.trs'),
                          recursive=True):
        subprocess.run(SUDO + ['rm', '-f', path], check=True)


def unit_tests(score, place, words):
    """make check: each C test program is one test."""
    forget_unit_results(place)
    status, text, seconds = execute(words, BUILD_SECONDS)
    passed, failed, skipped, bad = unit_results(place)
    details = []
    if status != 0:
        failed = failed or 1
        details = text.splitlines()[-40:]
        for path in bad:
            with open(path[:-4] + '.log', errors='backslashreplace') as f:
                details += [path + ':'] + f.read().splitlines()[-40:]
    score.add(place, passed, failed, skipped, 'unit tests', seconds, details)


def native(score, args, paths):
    place = Place('native')
    built = score.step(place, 'build with gcc', [BUILD, 'build'])
    if not args.only:
        score.step(place, 'build with clang', [BUILD, 'clang'])
        if built:
            unit_tests(score, place, [BUILD, 'check'])
    if built:
        run_files(score, place, paths)


def chroot(score, args, paths, name, made):
    place = Place(name)
    if not score.done(place, 'chroot', *made.result()):
        return
    place = Place(name, subprocess.run((MATRIX, 'path', name), stdout=subprocess.PIPE,
                                       text=True, check=True).stdout.strip())
    if not score.step(place, 'build with gcc', [MATRIX, 'build', name]):
        return
    if not args.only:
        unit_tests(score, place, [MATRIX, 'check', name])
    if place.best_effort and time.monotonic() - STARTED > BEST_EFFORT_SECONDS:
        score.add(place, 0, 0, len(paths), 'live tests: no time left', 0, [])
        return
    run_files(score, place, paths)


def test_files(only):
    """tests/check-* and tests/live-* whose name matches the glob."""
    found = []
    for path in sorted(glob.glob(os.path.join(TESTS, 'check-*')) +
                       glob.glob(os.path.join(TESTS, 'live-*'))):
        if os.access(path, os.X_OK) and \
                (not only or fnmatch.fnmatch(os.path.basename(path), only)):
            found.append(path)
    return found


def parse():
    p = argparse.ArgumentParser(prog='run-tests', description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--matrix', action='store_true',
                   help='also in the chroots %s' % ', '.join(ROOTS))
    p.add_argument('--root', choices=ROOTS, action='append', default=[], metavar='NAME',
                   help='only in this chroot (debian13 or sid)')
    p.add_argument('--only', metavar='GLOB',
                   help='only test files whose name matches, and no unit tests')
    p.add_argument('--list', action='store_true', help='print the names of the test files')
    return p.parse_args()


def main():
    args = parse()
    paths = test_files(args.only)
    if args.list:
        print('\n'.join(os.path.basename(path) for path in paths))
        return 0
    score = Score()
    names = args.root or (ROOTS if args.matrix else ())
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        made = [pool.submit(execute, [MATRIX, 'make', n], BUILD_SECONDS) for n in names]
        if not args.root:
            native(score, args, paths)
        for name, chroot_made in zip(names, made):
            chroot(score, args, paths, name, chroot_made)
    if score.passed + score.failed == 0:
        score.failed = 1
    print('%d passed, %d failed, %d skipped' % (score.passed, score.failed, score.skipped))
    return 1 if score.failed else 0


if __name__ == '__main__':
    sys.exit(main())
