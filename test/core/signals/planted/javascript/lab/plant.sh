#!/usr/bin/env bash
# Needs @hapi/lab 26 and @hapi/code.
set -u
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/shop/shop
mkdir -p $at && cp -r "$here/project/." $at && cd $at || exit 1
npx lab lab.cjs > "$here/console.txt" 2>&1
npx lab -v -l lab.cjs > "$here/verbose.txt" 2>&1
rm -r $at
