#!/usr/bin/env bash
# Needs CMake.
set -u
[ -n "${STAGED:-}" ] || exec env STAGED=1 unshare -m bash "$0"
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/payments/payments
mount -t tmpfs none /home/runner/work && mkdir -p $at && cp -r "$here/project/." $at && cd $at
cmake -S package -B build > "$here/package.txt" 2>&1
cmake -S command -B build2 > "$here/command.txt" 2>&1
cmake -S nowhere -B build3 > "$here/nowhere.txt" 2>&1
# parse.txt: a file whose last line is `enable_testing(`.
