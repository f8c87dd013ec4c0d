#!/usr/bin/env bash
# Needs Node and npm.
set -eu
source ../plant-lib.sh

checkout prettier@3
plant check prettier --check src
plant check-one prettier --check src/a.js
plant list-different prettier --list-different src
plant passing-check prettier --check src/fine.js
checkout prettier@2
plant v2-check prettier --check src
