#!/usr/bin/env bash
# Needs Node and npm. berry-*.txt and *-registry-down.txt of yarn 2 and later were written after their documentation.
set -eu
source ../plant-lib.sh

checkout pnpm@9 yarn@1
in_folder() { (cd "$1"; shift; "$@"); }
no_debug_log() { sed -i -E '/A complete log of this run|-debug-0.log$|npm warn Unknown user config/d; s,/root/.npm,/home/runner/.npm,; s/_logs.[0-9T_Z-]+-/_logs\/2026-01-01T00_00_00_000Z-/' "$here"/*npm*.txt; }
down=http://127.0.0.1:9/
plant npm-peers in_folder peers npm install
plant npm-no-version in_folder missing npm install
plant npm-lockfile in_folder locked npm ci
plant npm-registry-down in_folder missing npm install --registry $down --fetch-retries 0 --cache /tmp/empty-cache
plant npm-no-script in_folder scripts npm run lint
plant npm-script-crashes in_folder scripts npm run build
plant npm-module-missing in_folder scripts npm test
plant pnpm-no-version in_folder missing pnpm install
plant pnpm-lockfile in_folder locked pnpm install --frozen-lockfile
plant pnpm-registry-down in_folder missing pnpm install --registry $down --fetch-retries 0 --config.cache-dir=/tmp/empty-pnpm
plant pnpm-no-script in_folder scripts pnpm run lint
plant yarn-no-version in_folder missing yarn install
plant yarn-lockfile in_folder locked yarn install --frozen-lockfile
plant yarn-registry-down in_folder missing yarn install --registry $down --network-timeout 100
plant yarn-no-script in_folder scripts yarn run lint
plant passing-npm in_folder locked npm install
no_debug_log
# yarn-engine.txt: yarn 1.22 under another Node than the package asks for.
