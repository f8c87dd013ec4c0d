#!/usr/bin/env bash
# Needs deno 2.
set -u
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/shop/shop
mkdir -p $at && cp -r "$here/project/." $at && cd $at || exit 1
for reporter in pretty dot; do deno test --reporter=$reporter a_test.ts > "$here/$reporter.txt" 2>&1; done
deno check b.ts > "$here/check.txt" 2>&1
deno lint b.ts > "$here/lint.txt" 2>&1
deno lint --compact b.ts > "$here/lint-compact.txt" 2>&1
deno fmt --check b.ts > "$here/fmt.txt" 2>&1
deno run imp.ts > "$here/import.txt" 2>&1
rm -r $at
