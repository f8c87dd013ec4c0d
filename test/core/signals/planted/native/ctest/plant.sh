#!/usr/bin/env bash
# Needs: a C compiler, CMake and ctest. Programs that have no test framework.
set -u
here=$PWD
work=/home/runner/work/payments/payments
rm -rf $work && mkdir -p $work && cp -r project/. $work && cd $work || exit 1
cmake -B build . >/dev/null && cmake --build build >/dev/null
cd build || exit 1
ctest >"$here/default.txt" 2>&1
ctest --output-on-failure >"$here/output-on-failure.txt" 2>&1
ctest -V >"$here/verbose.txt" 2>&1
ctest -R fine >"$here/passing.txt" 2>&1
