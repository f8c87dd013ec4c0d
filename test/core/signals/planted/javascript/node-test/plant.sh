#!/usr/bin/env bash
# Needs Node; written with Node 24.
set -eu
source ../plant-lib.sh

checkout
for reporter in spec tap dot; do
  plant $reporter node --test --test-reporter=$reporter
  plant passing-$reporter node --test --test-reporter=$reporter fine/fine.test.js
done
plant junit node --test --test-reporter=junit
plant one-process-spec node --test-reporter=spec test/ledger.test.js
plant one-process-tap node --test-reporter=tap test/ledger.test.js
