#!/usr/bin/env bash
# A workspace of several crates. Needs cargo 1.95 with clippy; it installs nothing.
set -u
here=$PWD
work=/home/runner/work/payments/payments
mkdir -p $work && find $work -mindepth 1 -delete && cp -r project/. $work && cd $work || exit 1
home=${CARGO_HOME:-$HOME/.cargo}
run() {
  local name=$1
  shift
  "$@" 2>&1 | sed -e "s#$home/#/home/runner/.cargo/#g" -e "s#${RUSTUP_HOME:-$HOME/.rustup}/#/home/runner/.rustup/#g" >"$here/$name.txt"
}
unset RUST_BACKTRACE
export CARGO_TERM_COLOR=never CARGO_BUILD_JOBS=2
tested="-p ledger -p rates"
run test cargo test $tested --no-fail-fast
run test-first-only cargo test $tested
run test-threads cargo test $tested --no-fail-fast -- --test-threads=8
run test-show-output cargo test $tested --no-fail-fast -- --show-output
CARGO_TERM_COLOR=always run test-coloured cargo test $tested --no-fail-fast -- --color always
run test-nocapture cargo test -p ledger --lib -- --nocapture --test-threads=1
RUST_BACKTRACE=full run test-full-backtrace cargo test -p ledger --lib
run doc-tests cargo test -p ledger --doc
run build-script cargo build -p script
run macros cargo check -p uses-macro
CARGO_TERM_COLOR=always run macros-coloured cargo check -p uses-macro
run macros-short cargo check -p uses-macro --message-format=short
RUSTDOCFLAGS='-D warnings' run doc cargo doc -p documented --no-deps
run link-missing cargo build -p native-link
run manifest cargo check --manifest-path manifest/Cargo.toml
run manifest-twice cargo check --manifest-path featured/Cargo.toml
run no-feature cargo test -p ledger --features turbo
run no-package cargo test -p nothing
run no-target cargo test -p ledger --test nothing
echo > Cargo.lock
run locked cargo check -p ledger --locked
rm Cargo.lock
run workspace-build cargo build --workspace --keep-going
run passing-test cargo test -p rates -- knows_the_euro
run passing-show-output cargo test -p ledger --lib -- --show-output --exact tests::sums
