#!/usr/bin/env bash
# Needs Ruby 3.1. prism.txt was written after the documentation of Ruby 3.4, whose parser says several errors at once.
set -u
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/payments/payments
mkdir -p $at && cp -r "$here/project/." $at && cd $at
ruby -c open.rb > "$here/check.txt" 2>&1
ruby uses.rb > "$here/required.txt" 2>&1
rm -r $at
