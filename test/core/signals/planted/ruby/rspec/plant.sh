#!/usr/bin/env bash
# Needs rspec 3.
set -u
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/payments/payments
mkdir -p $at && cp -r "$here/project/." $at && cd $at
rspec --no-color spec/ledger_spec.rb > "$here/progress.txt" 2>&1
rspec --no-color -fd spec/ledger_spec.rb > "$here/documentation.txt" 2>&1
rspec --no-color spec > "$here/outside.txt" 2>&1
rspec --no-color -fd -b -e 'reads the owner' spec/ledger_spec.rb > "$here/backtrace.txt" 2>&1
rspec --no-color -fd -e 'prints a failure' -e 'is pending' spec/ledger_spec.rb > "$here/passing.txt" 2>&1
rspec --no-color spec/books_spec.rb > "$here/books.txt" 2>&1
rspec --no-color -fd spec/books_spec.rb > "$here/books-documentation.txt" 2>&1
rspec --force-color -fd spec/books_spec.rb > "$here/books-coloured.txt" 2>&1
rspec --no-color -fj spec/books_spec.rb > "$here/books-json.txt" 2>&1
rspec --no-color --fail-fast spec/books_spec.rb > "$here/books-fail-fast.txt" 2>&1
rspec --no-color -ff spec/books_spec.rb > "$here/books-failures.txt" 2>&1
rspec --no-color --order random --seed 7 --profile 2 spec/books_spec.rb > "$here/books-profile.txt" 2>&1
rm -r $at
# loading.txt, aggregated.txt: rspec 3.12 on specs that cannot be loaded, and on one with aggregated failures, hooks and shared examples.
