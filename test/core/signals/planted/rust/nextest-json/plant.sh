#!/usr/bin/env bash
# Needs cargo-nextest 0.9.148: what it says to people and to machines, in one log.
set -u
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/project" || exit 1
export NEXTEST_EXPERIMENTAL_LIBTEST_JSON=1
cargo nextest run --no-fail-fast --message-format libtest-json > "$here/default.txt" 2>&1
cargo nextest run --no-fail-fast --message-format libtest-json-plus > "$here/plus.txt" 2>&1
rm -rf target Cargo.lock
