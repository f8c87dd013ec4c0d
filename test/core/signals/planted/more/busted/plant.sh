#!/usr/bin/env bash
# Needs: busted 2 (lua-busted).
set -u
here=$PWD
work=/home/runner/work/payments/payments
mkdir -p $work && cp -r project/. $work && cd $work || exit 1
busted >"$here/default.txt" 2>&1
busted -o plainTerminal >"$here/plain.txt" 2>&1
busted -o gtest >"$here/gtest.txt" 2>&1
busted -o TAP >"$here/tap.txt" 2>&1
busted spec/fine.lua >"$here/passing-default.txt" 2>&1
