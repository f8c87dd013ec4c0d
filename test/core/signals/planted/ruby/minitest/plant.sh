#!/usr/bin/env bash
# Needs minitest and test-unit. rails.txt was written after the documentation of Rails' test runner.
set -u
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/payments/payments
mkdir -p $at && cp -r "$here/project/." $at && cd $at
ruby test/ledger_test.rb --seed 1 > "$here/default.txt" 2>&1
ruby test/ledger_test.rb --seed 1 -v > "$here/verbose.txt" 2>&1
ruby test/unit_test.rb > "$here/test-unit.txt" 2>&1
ruby test/data_test.rb > "$here/test-unit-data.txt" 2>&1
ruby test/ledger_test.rb --seed 1 -p > "$here/pride.txt" 2>&1
ruby test/ledger_test.rb -n /passes/ > "$here/passing.txt" 2>&1
rm -r $at
# verbose-long.txt: minitest with -v on long differences, set-up errors and a spec.
