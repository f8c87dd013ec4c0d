#!/usr/bin/env bash
# Needs: Go, and ginkgo 2 as a command.
set -u
here=$PWD
work=/home/runner/work/payments/payments
mkdir -p $work && cp -r project/. $work && cd $work || exit 1
go test ./... >"$here/go-test.txt" 2>&1
ginkgo --no-color . >"$here/default.txt" 2>&1
ginkgo -v --no-color . >"$here/verbose.txt" 2>&1
ginkgo --no-color --focus fine . >"$here/passing-default.txt" 2>&1
