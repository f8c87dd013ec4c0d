#!/usr/bin/env bash
# Needs Node and npm; no browser, for no test opens a page.
set -eu
source ../plant-lib.sh

unset NO_COLOR
export FORCE_COLOR=0

checkout @playwright/test@1
for reporter in list line dot; do
  plant $reporter playwright test --reporter=$reporter
done
plant json playwright test --reporter=json
sed -i -E 's#"/[^"]*/bin/node"#"/opt/hostedtoolcache/node/24.21.0/x64/bin/node"#' "$here/json.txt"
PROJECTS=1 RETRIES=0 plant projects playwright test --reporter=list
PROJECTS=1 RETRIES=0 plant max-failures playwright test --reporter=dot --max-failures=2
# The runner turns an annotation into a marked line; several lines are one annotation.
GITHUB_ACTIONS=true RETRIES=0 plant github playwright test --reporter=github
sed -i -E 's/^::error [^:]*(:[^:]+)*::/##[error]/; s/^::notice [^:]*(:[^:]+)*::/##[notice]/; s/%0A/\n/g; s/%25/%/g' "$here/github.txt"
BROKEN=1 plant broken playwright test --reporter=list
DIR=fine plant passing-list playwright test --reporter=list
DIR=fine plant passing-dot playwright test --reporter=dot
checkout @playwright/test@1.30
plant v1.30-list playwright test --reporter=list
