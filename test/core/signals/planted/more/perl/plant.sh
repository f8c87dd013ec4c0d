#!/usr/bin/env bash
# Needs: perl with Test::More and prove.
set -u
here=$PWD
work=/home/runner/work/payments/payments
mkdir -p $work && cp -r project/. $work && cd $work || exit 1
prove t >"$here/prove.txt" 2>&1
prove -v t >"$here/verbose.txt" 2>&1
prove -j2 t >"$here/jobs.txt" 2>&1
perl t/a.t >"$here/alone.txt" 2>&1
prove t/d.t >"$here/passing-prove.txt" 2>&1
