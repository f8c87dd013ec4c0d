#!/usr/bin/env bash
# Needs Node and npm. vitest 3 unless a name says another version.
set -eu
source ../plant-lib.sh

checkout vitest@3 @vitest/coverage-v8@3 typescript@5
for reporter in default verbose dot tap tap-flat json junit github-actions; do
  plant $reporter vitest run --reporter=$reporter test/
done
# workflow-commands is what it prints, github-actions what the runner makes of that: several lines, without the title.
cp "$here/github-actions.txt" "$here/workflow-commands.txt"
sed -i -E 's/^::error [^:]*(:[^:]+)*::/##[error]/; s/%0A/\n/g; s/%25/%/g' "$here/github-actions.txt"
plant projects-coloured env -u NO_COLOR FORCE_COLOR=1 vitest run --config two-projects.config.ts
plant projects vitest run --config two-projects.config.ts
plant unhandled vitest run loose
plant typecheck vitest run --typecheck.only --typecheck.tsconfig=types/tsconfig.json --typecheck.include='types/*.test-d.ts' types
plant coverage vitest run --config covered.config.ts
plant no-files vitest run nowhere
plant config vitest run --config bad.config.ts
plant passing-default vitest run --reporter=default fine
plant passing-verbose vitest run --reporter=verbose fine
plant passing-tap vitest run --reporter=tap fine
checkout vitest@0.34
plant v0-default vitest run test/
plant v0-unhandled vitest run loose
checkout vitest@1
plant v1-default vitest run test/
checkout vitest@2
plant v2-default vitest run test/
checkout vitest@5
plant v5-default vitest run test/
