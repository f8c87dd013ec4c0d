#!/usr/bin/env bash
# Needs: go 1.26, gotestsum 1.13, and testify by the Go module proxy (go get writes go.sum). -race needs a C compiler.
# Written after the documentation: modules (what go says about go.mod), old-panic (Go before 1.20).
set -u
here=$PWD
work=/home/runner/work/payments/payments
mkdir -p $work && cp -r project/. $work && cd $work || exit 1
goroot=$(go env GOROOT)
modules=$(go env GOMODCACHE)
export GOFLAGS=-mod=mod
go get github.com/stretchr/testify@v1.11.1 >/dev/null 2>&1
run() {
  local name=$1
  shift
  "$@" 2>&1 | sed -e "s#$goroot/#/opt/hostedtoolcache/go/1.26.8/x64/#g" -e "s#$modules/#/home/runner/go/pkg/mod/#g" >"$here/$name.txt"
}
run default go test ./ledger ./fine
run verbose go test -v ./ledger ./fine
run testify go test ./testified
run testify-verbose go test -v ./testified
run panic go test ./panics ./goroutine
run panic-verbose go test -v ./panics
run timeout go test -timeout 300ms ./slow
run timeout-verbose go test -v -timeout 300ms ./slow
run race go test -race ./races
run build-failed go test ./broken ./brokentest
run build go build ./broken ./vetted
run vet go vet ./vetted ./brokentest
run vet-in-test go test ./vetted
GOFLAGS=-mod=readonly run missing go build ./missing
GOFLAGS=-mod=readonly run setup-failed go test ./missing ./fine
run exits go test ./exits
run examples go test ./examples
run examples-verbose go test -v ./examples
run shuffled go test -shuffle=7 -count=2 -run 'TestSum|TestAdds' ./ledger
run gotestsum-testname gotestsum --format testname -- ./ledger ./broken
run gotestsum-dots gotestsum --format dots -- ./ledger ./panics
run gotestsum-standard-verbose gotestsum --format standard-verbose -- ./ledger
for format in pkgname pkgname-and-test-fails testdox short-verbose standard-quiet github-actions dots-v2; do
  run gotestsum-$format gotestsum --format $format -- ./ledger ./panics ./broken
done
run json go test -json ./ledger ./fine ./panics
run json-build go test -json ./broken ./brokentest
run json-timeout go test -json -timeout 300ms ./slow
run json-exits go test -json ./exits ./goroutine ./races
NEVER=1 run json-rerun gotestsum --format standard-json --rerun-fails --packages=./flaky
run coloured env FORCE_COLOR=1 gotestsum --format testname --no-color=false -- ./ledger
run coverage go test -cover -covermode=atomic ./ledger ./fine
run passing-json go test -json ./fine
run passing-verbose go test -v ./fine
run passing-default go test ./fine
run passing-gotestsum gotestsum --format testname -- ./fine
NEVER=1 run gotestsum-rerun gotestsum --format testname --rerun-fails --packages=./flaky
run passing-rerun gotestsum --format testname --rerun-fails --packages=./flaky
# vet-bare.txt: go vet of Go 1.26, which writes no headings.
