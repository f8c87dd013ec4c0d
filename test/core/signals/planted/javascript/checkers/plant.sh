#!/usr/bin/env bash
# Needs Node and npm.
set -eu
source ../plant-lib.sh

checkout xo@1 tsd@0 knip@6 depcheck@1 cspell@8 textlint@15 textlint-rule-no-todo typescript@5
plant xo xo src/a.js
plant tsd tsd
plant knip knip --no-config-hints
plant depcheck depcheck
plant cspell cspell lint README.md --no-progress
plant textlint textlint README.md
