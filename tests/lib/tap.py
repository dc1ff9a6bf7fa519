# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
"""Test results as TAP lines: "ok NAME", "not ok NAME", "ok NAME # skip WHY"."""
import contextlib
import sys
import traceback


class Tap:
    """with Tap() as t: ...; the exit status is 1 when a test failed."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None and not issubclass(kind, SystemExit):
            self.not_ok('the test file itself', ''.join(
                traceback.format_exception(kind, value, trace)))
        if self.passed + self.failed + self.skipped == 0:
            self.not_ok('the test file itself', 'it tested nothing')
        print('1..%d' % (self.passed + self.failed + self.skipped), flush=True)
        sys.exit(1 if self.failed else 0)

    def result(self, good, name, why=''):
        """Prints the line; why is shown when the test failed. Returns good."""
        if good:
            self.passed += 1
            print('ok', name, flush=True)
        else:
            self.not_ok(name, why)
        return bool(good)

    def not_ok(self, name, why):
        self.failed += 1
        print('not ok', name)
        for line in str(why).splitlines():
            print('#   ' + line)
        sys.stdout.flush()

    def skip(self, name, why):
        self.skipped += 1
        print('ok %s # skip %s' % (name, why), flush=True)

    def equal(self, got, wanted, name, context=''):
        """Passes when both are the same."""
        return self.result(got == wanted, name, 'wanted: %r\ngot:    %r\n%s' %
                           (wanted, got, context))

    def match(self, pattern, got, name, context=''):
        """Passes when the compiled pattern is found in got."""
        return self.result(pattern.search(got), name, 'wanted: %r\ngot:    %r\n%s' %
                           (pattern.pattern, got, context))

    @contextlib.contextmanager
    def test(self, name):
        """with t.test('V0036 ...'): asserts; an exception fails the test and no other."""
        try:
            yield
        except Exception:  # the next test shall still run
            self.not_ok(name, traceback.format_exc())
        else:
            self.result(True, name)
