#!/usr/bin/env bash
# Needs Node and npm.
set -eu
source ../plant-lib.sh

checkout @biomejs/biome@2
plant check biome check src
plant lint biome lint src/a.ts src/order.ts
plant format biome format src
plant ci biome ci src
# What it says for people goes to the other stream, but for the colours that it switches off.
for reporter in json json-pretty; do
  plant $reporter bash -c "biome ci --reporter=$reporter src 2>/dev/null"
done
plant warnings biome lint --only=suspicious/noExplicitAny --error-on-warnings src/a.ts
plant passing-check biome check src/fine.ts
plant passing-warnings biome lint --only=suspicious/noExplicitAny src/a.ts
checkout @biomejs/biome@1
plant v1-check biome check src
plant v1-ci biome ci src
