#!/usr/bin/env bash
# Needs @stoplight/spectral-cli 6 and @redocly/cli 2.
set -u
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/shop/shop
mkdir -p $at && cp -r "$here/project/." $at && cd $at || exit 1
for format in stylish text; do npx spectral lint -f $format openapi.yaml > "$here/spectral-$format.txt" 2>&1; done
for format in stylish codeframe; do npx redocly lint --format=$format openapi.yaml > "$here/redocly-$format.txt" 2>&1; done
rm -r $at
