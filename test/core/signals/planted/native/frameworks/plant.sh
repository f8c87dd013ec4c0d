#!/usr/bin/env bash
# Test frameworks of C and C++, alone and under ctest. Needs g++, CMake, doctest, Boost.Test, GoogleTest, cmocka and check, and the
# folder of Catch2 3's amalgamated files in $CATCH3.
set -u
[ -n "${STAGED:-}" ] || exec env STAGED=1 unshare -m bash "$0"
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/payments/payments
mount -t tmpfs none /home/runner/work && mkdir -p $at && cp -r "$here/project/." $at && cd $at
cmake -S . -B build >/dev/null && cmake --build build >/dev/null || exit 1
plant() {
  local name=$1
  shift
  "$@" >"$here/$name.txt" 2>&1
}
plant catch3 build/catch3
plant catch3-compact build/catch3 --reporter compact
plant catch3-all build/catch3 --success
plant catch3-tap build/catch3 --reporter tap
plant catch3-junit build/catch3 --reporter junit
plant catch3-coloured build/catch3 --colour-mode ansi
plant doctests build/doctests
plant doctests-all build/doctests --success
plant doctests-coloured build/doctests --force-colors
plant boost build/boost
plant boost-all build/boost --log_level=all
plant boost-detailed build/boost --report_level=detailed
plant gtests build/gtests
plant gtests-filtered build/gtests --gtest_filter='*Ledger*:Clocks.*' --gtest_color=yes
plant gtests-shuffled build/gtests --gtest_shuffle --gtest_random_seed=7 --gtest_repeat=2
plant cmockas build/cmockas
plant checks build/checks
plant ctest ctest --test-dir build
plant ctest-output ctest --test-dir build --output-on-failure
plant ctest-verbose ctest --test-dir build -V -j2
plant ctest-rerun ctest --test-dir build --rerun-failed --output-on-failure -R says_no
plant passing-catch3 build/catch3 'throws what it should,may fail'
plant passing-doctests build/doctests -tc=fine,'may fail'
plant passing-boost build/boost --run_test=fine
