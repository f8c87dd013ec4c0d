#!/usr/bin/env bash
# Needs gcc, clang, lld and make.
set -u
[ -n "${STAGED:-}" ] || exec env STAGED=1 unshare -m bash "$0"
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/payments/payments
mount -t tmpfs none /home/runner/work && mkdir -p $at && cp -r "$here/project/." $at && cd $at
make -k CC=gcc > "$here/make-gcc.txt" 2>&1
make CC=clang $at/money.o > "$here/make-clang.txt" 2>&1

gcc -Wall -Werror -c -include stdio.h -x c - > "$here/werror-stdin.txt" 2>&1 < /dev/null
gcc -Wall -Werror -Dmissing=1 -Dretrun=return -c $at/money.c > "$here/werror.txt" 2>&1
gcc -g link.c > "$here/undefined-ld.txt" 2>&1
clang -g -fuse-ld=lld link.c > "$here/undefined-lld.txt" 2>&1
g++ -c template.cpp 2>&1 | head -60 > "$here/template.txt"
gcc -Wall -Dmissing=1 -Dretrun=return -c money.c > "$here/passing-warnings.txt" 2>&1
rm "$here/werror-stdin.txt"
