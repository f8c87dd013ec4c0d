#!/usr/bin/env bash
# Needs sass (Dart Sass) 1.
set -u
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/shop/shop
mkdir -p $at && cp -r "$here/project/." $at && cd $at || exit 1
npx sass a.scss > "$here/undefined.txt" 2>&1
npx sass b.scss > "$here/syntax.txt" 2>&1
rm -r $at
