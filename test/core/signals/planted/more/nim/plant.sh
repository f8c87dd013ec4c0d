#!/usr/bin/env bash
# Needs: Nim 1.6.
set -u
here=$PWD
work=/home/runner/work/payments/payments
mkdir -p $work && cp -r project/. $work && cd $work || exit 1
nim c -r --hints:off t.nim >"$here/unittest.txt" 2>&1
nim c --hints:off bad.nim >"$here/compile.txt" 2>&1
