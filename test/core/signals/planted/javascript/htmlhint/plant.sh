#!/usr/bin/env bash
# Needs htmlhint 1.
set -u
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/shop/shop
mkdir -p $at && cp -r "$here/project/." $at && cd $at || exit 1
npx htmlhint page.html > "$here/default.txt" 2>&1
rm -r $at
