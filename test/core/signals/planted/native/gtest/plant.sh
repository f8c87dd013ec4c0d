#!/usr/bin/env bash
# Needs g++, CMake and GoogleTest.
set -u
[ -n "${STAGED:-}" ] || exec env STAGED=1 unshare -m bash "$0"
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/payments/payments
mount -t tmpfs none /home/runner/work && mkdir -p $at && cp -r "$here/project/." $at && cd $at
cmake -S . -B build > /dev/null && cmake --build build > /dev/null
build/ledger_test > "$here/plain.txt" 2>&1
build/ledger_test --gtest_brief=1 > "$here/brief.txt" 2>&1
build/ledger_test --gtest_filter='*ThrowsErr*:*IsSmall/0' > "$here/passing.txt" 2>&1
{ build/crash_test; } > "$here/crash.txt" 2>&1
cd build
ctest > "$here/ctest.txt" 2>&1
ctest --output-on-failure > "$here/ctest-output.txt" 2>&1
ctest -V -R 'ledger|good' 2>&1 | sed -n '/^test 1/,$p' > "$here/ctest-verbose.txt"
ctest -R good > "$here/passing-ctest.txt" 2>&1
