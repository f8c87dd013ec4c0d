#!/usr/bin/env bash
# Needs: R with testthat 3.
set -u
here=$PWD
work=/home/runner/work/payments/payments
mkdir -p $work && cp -r project/. $work && cd $work || exit 1
for reporter in progress check summary; do
  Rscript -e "library(testthat); test_dir('tests/testthat', reporter = '$reporter')" >"$here/$reporter.txt" 2>&1
done
