#!/usr/bin/env bash
# Needs rubocop.
set -u
here=$(cd "$(dirname "$0")" && pwd)
at=/home/runner/work/payments/payments
mkdir -p $at && cp -r "$here/project/." $at && cd $at
only=Lint,Layout/SpaceInsideBlockBraces
rubocop --no-color --cache false --only $only > "$here/progress.txt" 2>&1
rubocop --no-color --cache false --only $only -f simple > "$here/simple.txt" 2>&1
rubocop --no-color --cache false --only $only -f emacs > "$here/emacs.txt" 2>&1
for format in clang json github tap quiet; do
  rubocop --no-color --cache false --only $only -f $format > "$here/$format.txt" 2>&1
done
rubocop --color --cache false --only $only > "$here/coloured.txt" 2>&1
rubocop --no-color --cache false --only $only --display-only-fail-level-offenses --fail-level E > "$here/passing-below.txt" 2>&1
rubocop --no-color --cache false --only Lint/Debugger > "$here/passing.txt" 2>&1
rm -r $at
# no-plugin.txt: rubocop 1.39 with a plug-in in its configuration that is not installed.
