#!/usr/bin/env bash
# Forms of places that no grammar is for. Needs jshint 2, htmlhint 1, djlint, @swc/cli and @babel/cli.
set -u
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/shop/shop
mkdir -p $at && cp -r "$here/project/." $at && cd $at || exit 1
mkdir web src && mv a.js page.html web && mv bad.js src
cp -r "$here/../../python/document-lints/project/templates" .
npx jshint --verbose web/a.js > "$here/jshint.txt" 2>&1
for format in unix compact; do npx htmlhint -f $format web > "$here/htmlhint-$format.txt" 2>&1; done
djlint templates --linter-output-format '{filename}:{line}: {code} {message}' > "$here/djlint.txt" 2>&1
npx swc src/bad.js -o out.js > "$here/swc.txt" 2>&1
npx babel src/bad.js > "$here/babel.txt" 2>&1
rm -r $at
