#!/usr/bin/env bash
# Needs: shunit2 2.1.
set -u
here=$PWD
work=/home/runner/work/payments/payments
mkdir -p $work && cp -r project/. $work && cd $work || exit 1
sh t.sh >"$here/default.txt" 2>&1
