#!/bin/sh
# Makes ./configure. Needs autoconf, automake, libtool and dovecot-dev, which
# brings the dovecot.m4 that fits the installed Dovecot.
set -eu
cd "$(dirname "$0")"

need() { # PROGRAM PACKAGE
  command -v "$1" >/dev/null 2>&1 || {
    echo "autogen.sh: $1 is missing: install the package $2" >&2
    exit 1
  }
}
need autoconf autoconf
need automake automake
need libtoolize libtool

acdir=$(aclocal --print-ac-dir)
[ -f "$acdir/dovecot.m4" ] || [ -f m4/dovecot.m4 ] || {
  echo "autogen.sh: dovecot.m4 is missing: install the package dovecot-dev" >&2
  exit 1
}
mkdir -p build-aux
# Dovecot's own m4 files still use obsolete autoconf macros; that noise is not ours.
exec autoreconf -if -Wno-obsolete "$@"
