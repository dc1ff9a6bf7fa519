#!/bin/sh
# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
# build.sh packages NAME...   install by apt what is missing of the lists in packages.sh
# build.sh build              configure in build/ with gcc, make, make install into build/stage
# build.sh check              make check in build/
# build.sh clang              compile once with clang in build-clang/
# build.sh asan               like build, with AddressSanitizer, in build-asan/
set -eu
tree=$(cd "$(dirname "$0")/../.." && pwd)
. "$tree/tests/lib/packages.sh"
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

installed() { # PACKAGE
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

packages() { # NAME...
  missing=
  for list in "$@"; do
    eval "words=\$PACKAGES_$list"
    for package in $words; do
      installed "$package" || missing="$missing $package"
    done
  done
  [ -n "$missing" ] || return 0
  echo "installing:$missing"
  export DEBIAN_FRONTEND=noninteractive
  log=$(mktemp)
  # Dovecot's package would start the system's Dovecot where there was none before.
  guard=/usr/sbin/policy-rc.d
  made=
  [ -e $guard ] || {
    made=yes
    printf '#!/bin/sh\nexit 101\n' | as_root tee $guard >/dev/null
    as_root chmod +x $guard
  }
  status=0
  # shellcheck disable=SC2086
  { as_root apt-get -q update &&
    as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get -q -y --no-install-recommends install $missing; } >"$log" 2>&1 </dev/null ||
    status=$?
  [ -z "$made" ] || as_root rm -f $guard
  [ $status -eq 0 ] || tail -n 30 "$log" >&2
  rm -f "$log"
  return $status
}

# autogen.sh, when it never ended well here or what it reads is newer than that
autogen() {
  stamp=$tree/build-aux/.autogen
  [ -f "$stamp" ] &&
    [ -z "$(find "$tree/configure.ac" "$tree/autogen.sh" "$tree/m4/exchange.m4" \
      -newer "$stamp")" ] && return
  "$tree/autogen.sh"
  touch "$stamp"
}

configured() { # DIR CC [OPTION...]
  mkdir -p "$tree/$1"
  cd "$tree/$1"
  [ -f Makefile ] && [ ! "$tree/configure" -nt Makefile ] && return
  cc=$2
  shift 2
  "$tree/configure" --enable-werror CC="$cc" "$@"
  touch Makefile
}

build() { # DIR [OPTION...]
  autogen
  dir=$1
  shift
  configured "$dir" gcc "$@"
  make -j2
  rm -rf stage
  make install DESTDIR="$tree/$dir/stage"
  touch stage/.stamp
}

case ${1:-} in
  packages) shift; packages "$@" ;;
  build) build build ;;
  asan) build build-asan --enable-asan ;;
  check) cd "$tree/build"; make -j2 check ;;
  clang) autogen; configured build-clang clang; make -j2; make -j2 check TESTS= ;;
  *) echo "usage: build.sh packages NAME...|build|check|clang|asan" >&2; exit 2 ;;
esac
