#!/usr/bin/env bash
# Needs Node and npm.
set -eu
source ../plant-lib.sh

checkout ava@6
plant default ava test/ledger.test.js
plant files ava test/ledger.test.js test/other.test.js
plant dies ava test/dies.js test/fine.js
plant passing-default ava test/fine.js
