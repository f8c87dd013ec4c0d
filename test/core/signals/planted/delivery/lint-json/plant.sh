#!/usr/bin/env bash
# Needs spectral 6, markdownlint-cli, htmlhint 1, solhint 6 and cfn-lint 1. The sources of some lie with their other formats.
set -u
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/shop/shop
mkdir -p $at/web && cp -r "$here/project/." $at && cd $at || exit 1
cp "$here/../../javascript/openapi/project/openapi.yaml" "$here/../../javascript/openapi/project/.spectral.yaml" .
cp "$here/../../javascript/htmlhint/project/page.html" web
cp "$here/../../python/document-lints/project/cfn.yaml" .
npx spectral lint -f json openapi.yaml > "$here/spectral.txt" 2>&1
npx markdownlint --json docs > "$here/markdownlint.txt" 2>&1
npx htmlhint -f json web > "$here/htmlhint.txt" 2>&1
npx solhint -f json 'sol/*.sol' > "$here/solhint.txt" 2>&1
cfn-lint --format json cfn.yaml > "$here/cfn-lint.txt" 2>&1
rm -r $at
