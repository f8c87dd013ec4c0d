#!/usr/bin/env bash
# Needs dependency-cruiser 17, madge 8 and publint 0.3.
set -u
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/shop/shop
mkdir -p $at && cp -r "$here/project/." $at && cd $at || exit 1
mkdir src && mv a.js b.js src
npx depcruise -T err src > "$here/cruised.txt" 2>&1
npx depcruise -T err-long src > "$here/cruised-long.txt" 2>&1
npx madge --circular src > "$here/madge.txt" 2>&1
npx publint > "$here/publint.txt" 2>&1
rm -r $at
