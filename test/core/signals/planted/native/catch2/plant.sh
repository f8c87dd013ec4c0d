#!/usr/bin/env bash
# Needs g++ and Catch2 2. doctest.txt and boost.txt were written after those tools' documentation.
set -u
[ -n "${STAGED:-}" ] || exec env STAGED=1 unshare -m bash "$0"
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/payments/payments
mount -t tmpfs none /home/runner/work && mkdir -p $at && cp -r "$here/project/." $at && cd $at
g++ $at/ledger.cpp -o ledger
./ledger > "$here/console.txt" 2>&1
./ledger '*purpose*' > "$here/passing.txt" 2>&1
