#!/usr/bin/env bash
# Needs: a C compiler, meson 1.12 and ninja.
set -u
here=$PWD
work=/home/runner/work/payments/payments
mkdir -p $work && cp -r project/. $work && cd $work || exit 1
meson setup b >/dev/null
meson test -C b >"$here/default.txt" 2>&1
meson test -C b --print-errorlogs >"$here/print-errorlogs.txt" 2>&1
meson test -C b fine >"$here/passing-default.txt" 2>&1
cd needs && meson setup b >"$here/set-up.txt" 2>&1
