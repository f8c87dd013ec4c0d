#!/usr/bin/env bash
# Needs gcc and clang with their sanitizers.
set -u
[ -n "${STAGED:-}" ] || exec env STAGED=1 unshare -m bash "$0"
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/payments/payments
mount -t tmpfs none /home/runner/work && mkdir -p $at && cp -r "$here/project/." $at && cd $at
gcc -g -fsanitize=address heap.c -o heap && ./heap > "$here/address.txt" 2>&1
gcc -g -fsanitize=undefined overflow.c -o overflow && { ./overflow; } > "$here/undefined.txt" 2>&1
g++ throws.cc -o throws && { ./throws; } > "$here/throws.txt" 2>&1
