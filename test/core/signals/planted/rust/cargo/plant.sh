#!/usr/bin/env bash
# Needs: cargo 1.95 with clippy and rustfmt, cargo-nextest. old-test is written as Rust before 1.73 prints it, overflow after the documentation.
set -u
here=$PWD
work=/home/runner/work/payments/payments
mkdir -p $work && cp -r project/. $work && cd $work || exit 1
home=${CARGO_HOME:-$HOME/.cargo}
run() {
  local name=$1
  shift
  "$@" 2>&1 | sed -e "s#$home/#/home/runner/.cargo/#g" -e "s#${RUSTUP_HOME:-$HOME/.rustup}/#/home/runner/.rustup/#g" >"$here/$name.txt"
}
export CARGO_TERM_COLOR=never CARGO_BUILD_JOBS=1
unset RUST_BACKTRACE
export RUST_TEST_THREADS=1 NEXTEST_TEST_THREADS=1
run test cargo test -q -p payments --no-fail-fast
run test-all cargo test -p payments --no-fail-fast
RUST_BACKTRACE=1 run test-backtrace cargo test -p payments --lib
run test-one-thread cargo test -p payments --lib -- --test-threads=1 --nocapture
run test-terse cargo test -p payments --lib -- --format terse
RUSTC_BOOTSTRAP=1 run test-json cargo test -q -p payments --no-fail-fast --lib -- -Z unstable-options --format json
run aborted cargo test -p aborts -- --test-threads=1
run nextest cargo nextest run -p payments
run nextest-retries cargo nextest run -p aborts --profile retrying
CARGO_TERM_COLOR=always run nextest-final cargo nextest run -p payments --failure-output final
run nextest-twice cargo nextest run -p payments --failure-output immediate-final
run check cargo check -p broken
run check-short cargo check -p broken --message-format short
run test-does-not-compile cargo test -p broken
run link cargo build -p linking
run clippy-denied cargo clippy -p lints -- -D warnings
run fmt cargo fmt -p unformatted -- --check
run unresolved cargo build --manifest-path unresolved/Cargo.toml
run passing-test cargo test -p fine
run passing-nextest cargo nextest run -p aborts --profile retrying -E 'test(sometimes)'
run passing-clippy cargo clippy -p lints
