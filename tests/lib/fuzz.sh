# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
# Sourced by the scripts that run fuzz targets; top is the tree, build the build folder.

# fuzz_build DIR...: builds src/DIR with clang, libFuzzer and sanitizers
fuzz_build() {
  mkdir -p "$build"
  build=$(cd "$build" && pwd)
  if [ ! -f "$build/config.status" ]; then
    [ -x "$top/configure" ] || (cd "$top" && ./autogen.sh)
    # vptr is C++ only; leaks are looked for by --enable-asan
    (cd "$build" && "$top/configure" CC=clang --with-fuzzer=clang --enable-asan --enable-werror \
      CFLAGS='-O1 -g -fsanitize=undefined -fno-sanitize-recover=undefined' >configure.log 2>&1) ||
      { tail -5 "$build/configure.log" >&2; exit 1; }
  fi
  for dir; do
    make -s -C "$build/src/$dir" >"$build/make-$dir.log" 2>&1 ||
      { tail -20 "$build/make-$dir.log" >&2; exit 1; }
  done
}

# fuzz_run PROGRAM NAME SECONDS OPTION...: fuzzes with corpus/NAME and seeds/NAME; fails
# when there is a finding
fuzz_run() {
  program=$1
  name=$2
  seconds=$3
  shift 3
  mkdir -p "$build/corpus/$name" "$build/seeds/$name"
  log=$build/fuzz-$name.log
  if ASAN_OPTIONS=quarantine_size_mb=64 "$build/src/$program" -max_total_time="$seconds" \
    -timeout=30 -rss_limit_mb=1024 -print_final_stats=1 -artifact_prefix="$build/finding-$name-" \
    "$@" "$build/corpus/$name" "$build/seeds/$name" >"$log" 2>&1; then
    echo "${program##*/}: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs, no finding"
  else
    echo "${program##*/}: FINDING, see $log" >&2
    tail -30 "$log" >&2
    return 1
  fi
}
