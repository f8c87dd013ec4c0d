#!/usr/bin/env bash
# Needs Node and npm. jest 30 unless a name says another version.
set -eu
source ../plant-lib.sh

checkout jest@30 ts-jest@29 typescript@5 @types/jest@30
plant default jest /payments/test/
plant verbose jest --verbose /payments/test/ledger
plant coloured env -u NO_COLOR FORCE_COLOR=1 jest /payments/test/
plant github-actions env GITHUB_ACTIONS=true jest --config github.config.js
plant json jest --json /payments/test/ledger
plant silent jest --silent --ci /payments/test/
plant no-stack jest --noStackTrace --maxWorkers=1 /payments/test/ledger
plant projects jest --config two-projects.config.js
plant projects-coloured env -u NO_COLOR FORCE_COLOR=1 jest --config two-projects.config.js
plant repeated-at-the-end jest many
plant ts-jest jest --config typed.config.js
plant config jest --config bad.config.js
plant coverage jest --coverage --config covered.config.js
plant no-tests jest nowhere
plant passing-default jest fine
plant passing-verbose jest --verbose fine
checkout jest@27
plant v27-default jest /payments/test/
