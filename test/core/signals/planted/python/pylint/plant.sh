#!/usr/bin/env bash
# Needs: pylint 4.1 for 3.11, pylint 2.12 for 3.8.
# Written after the tools' documentation: before-two (pylint 1.9), duplicates.
PROJECT=../linters/project
. ../planting.sh

run default 3.11 pylint src
for style in parseable msvs json json2 github; do
  run "$style" 3.11 pylint --output-format="$style" src/imports.py src/syntax.py
done
NO_COLOR= run colour 3.11 pylint --output-format=colorized src/imports.py
run old 3.8 pylint src
run reports 3.11 pylint -ry src/imports.py
run no-such-module 3.11 pylint nomodule
run no-such-option 3.11 pylint --enable=nope src/fine.py
run passing 3.11 pylint --disable=missing-module-docstring src/fine.py
