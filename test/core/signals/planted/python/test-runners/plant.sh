#!/usr/bin/env bash
# Needs stestr 4, green 4, zope.testrunner 8 and ward 0.68, in one environment of Python 3.11 that is first in PATH.
set -u
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/shop/shop
mkdir -p $at && cp -r "$here/project/." $at && cd $at || exit 1
stestr run > "$here/stestr.txt" 2>&1
stestr last > "$here/stestr-last.txt" 2>&1
green tests > "$here/green.txt" 2>&1
green -vv tests > "$here/green-verbose.txt" 2>&1
zope-testrunner --path=. --tests-pattern='^test_' -u > "$here/zope.txt" 2>&1
zope-testrunner --path=. --tests-pattern='^test_' -vvv > "$here/zope-verbose.txt" 2>&1
ward --path wt --test-output-style test-per-line > "$here/ward.txt" 2>&1
ward --path wt --test-output-style live > "$here/ward-live.txt" 2>&1
ward --path wt --test-output-style dots-module > "$here/ward-dots.txt" 2>&1
echo 'import nothing_here' > tests/test_broken.py
stestr run --serial > "$here/stestr-import.txt" 2>&1
zope-testrunner --path=. --tests-pattern='^test_' > "$here/zope-import.txt" 2>&1
rm -r $at
