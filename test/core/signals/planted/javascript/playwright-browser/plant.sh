#!/usr/bin/env bash
# Needs Node, npm and Debian's chromium, which stands in for playwright's own.
set -eu
source ../plant-lib.sh

unset NO_COLOR
export FORCE_COLOR=0

checkout @playwright/test@1
for reporter in list line dot; do
  ONLY='{ledger,hooks}' plant $reporter playwright test --reporter=$reporter
done
ONLY='{ledger,hooks}' WORKERS=3 plant workers playwright test --reporter=list
ONLY='{ledger,hooks}' FORCE_COLOR=1 plant coloured playwright test --reporter=list
ONLY='{ledger,hooks}' TRACES=1 RETRIES=1 plant traces playwright test --reporter=dot
ONLY='{ledger,hooks,flaky}' RETRIES=2 plant retries playwright test --reporter=list
ONLY='{ledger,hooks}' GITHUB_ACTIONS=true plant github playwright test --reporter=list,github
ONLY=ledger plant html playwright test --reporter=html,dot
# The runner turns an annotation into a marked line; several lines are one annotation.
sed -i -E 's/^::error [^:]*(:[^:]+)*::/##[error]/; s/^::notice [^:]*(:[^:]+)*::/##[notice]/; s/%0A/\n/g; s/%25/%/g' "$here/github.txt"
ONLY=ledger plant max-failures playwright test --reporter=list --max-failures=2
ONLY=ledger plant grep playwright test --reporter=list --grep 'nothing has this name'
ONLY=server SERVER=dies plant server-dies playwright test --reporter=list
ONLY=server SERVER=hangs plant server-hangs playwright test --reporter=list
ONLY=setup-missing plant import-missing playwright test --reporter=list
ONLY=setup-twice plant import-throws playwright test --reporter=line
ONLY=ledger GLOBAL=1 plant global-setup playwright test --reporter=list
PROJECTS=1 plant dependencies playwright test --reporter=list
ONLY=ledger BROWSER=/nowhere/chrome plant no-browser playwright test --reporter=dot
ONLY=flaky RETRIES=1 plant passing-flaky playwright test --reporter=list --grep 'run again'
ONLY=ledger plant passing-page playwright test --reporter=line --grep 'has a title'
checkout @playwright/test@1.40
ONLY='{ledger,hooks}' plant v1.40-list playwright test --reporter=list
ONLY='{ledger,hooks,flaky}' RETRIES=1 plant v1.40-github env GITHUB_ACTIONS=true playwright test --reporter=github
sed -i -E 's/^::error [^:]*(:[^:]+)*::/##[error]/; s/^::notice [^:]*(:[^:]+)*::/##[notice]/; s/%0A/\n/g; s/%25/%/g' "$here/v1.40-github.txt"
