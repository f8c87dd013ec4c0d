#!/usr/bin/env bash
# Needs: golangci-lint 2, staticcheck and gofmt. version-1 is written after what golangci-lint 1.64 prints: the same lines without a count below.
set -u
here=$PWD
work=/home/runner/work/payments/payments
mkdir -p $work && cp -r project/. $work && cd $work || exit 1
run() {
  local name=$1
  shift
  "$@" >"$here/$name.txt" 2>&1
}
run version-2 golangci-lint run ./books
run json golangci-lint run --output.json.path stdout --show-stats=false ./books
run json-broken golangci-lint run --output.json.path stdout --show-stats=false ./broken
run staticcheck-json staticcheck -f json ./books ./broken
run gofmt gofmt -d .
run passing-version-2 golangci-lint run ./fine
# tab.txt, junit.txt, timeout.txt: golangci-lint 2.1 with its other outputs.
