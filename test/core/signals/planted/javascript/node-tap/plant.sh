#!/usr/bin/env bash
# Needs tap 21.
set -u
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/shop/shop
mkdir -p $at && cp -r "$here/project/." $at && cd $at || exit 1
for reporter in base terse dot; do npx tap -R $reporter --disable-coverage tap.test.cjs > "$here/$reporter.txt" 2>&1; done
rm -r $at
