#!/usr/bin/env bash
# Needs parcel 2.
set -u
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/shop/shop
mkdir -p $at && cp -r "$here/project/." $at && cd $at || exit 1
mkdir src && mv bad.js src && printf '<script type="module" src="../src/bad.js"></script>\n' > i.html
npx parcel build i.html --no-cache > "$here/default.txt" 2>&1
rm -r $at
