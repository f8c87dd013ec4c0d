#!/usr/bin/env bash
# Needs: bats 1.8.
set -u
here=$PWD
work=/home/runner/work/payments/payments
mkdir -p $work && cp -r project/. $work && cd $work || exit 1
bats test/a.bats >"$here/tap.txt" 2>&1
bats test/fine.bats >"$here/passing-tap.txt" 2>&1
bats --pretty test/a.bats >"$here/pretty.txt" 2>&1
bats --formatter tap13 test/a.bats >"$here/tap13.txt" 2>&1
bats -T test/a.bats >"$here/tap-timing.txt" 2>&1
bats --pretty -T test/fine.bats >"$here/passing-pretty.txt" 2>&1
