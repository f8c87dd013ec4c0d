#!/usr/bin/env bash
# Needs: OCaml, dune 2.9 and Alcotest.
set -u
here=$PWD
work=/home/runner/work/payments/payments
mkdir -p $work && cp -r project/. $work && cd $work || exit 1
dune runtest test >"$here/alcotest.txt" 2>&1
dune build ./bad/b.exe >"$here/dune.txt" 2>&1
