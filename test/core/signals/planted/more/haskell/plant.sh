#!/usr/bin/env bash
# Needs: GHC 9 with hspec.
set -u
here=$PWD
work=/home/runner/work/payments/payments
mkdir -p $work && cp -r project/. $work && cd $work || exit 1
runghc Spec.hs >"$here/hspec.txt" 2>&1
runghc Spec.hs --match fine >"$here/passing-hspec.txt" 2>&1
ghc Bad.hs >"$here/ghc.txt" 2>&1
