#!/usr/bin/env bash
# Needs Node and npm.
set -eu
source ../plant-lib.sh

checkout typescript@5 vue-tsc@2 vue@3
plant plain tsc
plant pretty env -u NO_COLOR tsc --pretty
plant build tsc --build tsconfig.build.json --verbose
plant config tsc --project tsconfig.bad.json
plant vue vue-tsc --project vue
plant passing-plain tsc --project fine --listFiles
