#!/usr/bin/env bash
# Needs Node and npm.
set -eu
source ../plant-lib.sh

checkout uvu@0.5
plant default node test/ledger.js
plant command uvu test '(ledger|other)'
plant passing-default uvu test fine
