#!/usr/bin/env bash
# jest 30 below wrappers that put a name or a clock before each line, and of which the log shows no other sign.
set -u
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/shop/shop
mkdir -p $at && cp -r "$here/project/." $at && cd $at || exit 1
npx jest --ci 2>&1 | sed 's/^/[09:14:02] /' > "$here/clock.txt"
{ npx jest --ci 2>&1 | sed 's/^/#14 3.214 /'; echo '#14 ERROR: process "/bin/sh -c npm test" did not complete successfully: exit code: 1'; } > "$here/buildkit.txt"
{ npx jest --ci 2>&1 | sed 's#^#packages/web test: #'; echo 'packages/web test: Failed'; } > "$here/pnpm.txt"
{ npx jest --ci 2>&1 | sed 's/^/  /'; echo; echo ' NX   Ran target test for project web (3s)'; } > "$here/nx.txt"
npx jest --ci 2>&1 | sed -e 's/^/\x1b[36mweb |\x1b[0m /' > "$here/colorpipe.txt"
# rspec 3 below a wrapper that names its processes in brackets.
rspec spec/cart_spec.rb 2>&1 | sed 's/^/[TEST_ENV_NUMBER=2] /' > "$here/parallel-rspec.txt"
rm -r $at
