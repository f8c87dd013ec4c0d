#!/usr/bin/env bash
# Programs that run several others and put a name before each line. Needs Node and npm. compose*.txt were written after the
# documentation of docker compose, from the outputs of the programs in it.
set -eu
source ../plant-lib.sh

export TURBO_TELEMETRY_DISABLED=1 NX_DAEMON=false NX_NO_CLOUD=true DO_NOT_TRACK=1
checkout vitest@3 eslint@9 typescript@5 turbo@2 lerna@8 concurrently@9 pnpm@10
git init -q . && git -c user.email=a@b.c -c user.name=a add -A . && git -c user.email=a@b.c -c user.name=a commit -qm all
plant turbo-stream turbo run test --continue --log-order=stream --no-color
plant turbo-grouped turbo run test lint --continue --log-order=grouped --no-color
plant turbo-actions env GITHUB_ACTIONS=true turbo run test --continue --log-order=grouped
plant turbo-coloured env -u NO_COLOR turbo run check --continue --color
plant lerna-stream lerna run test --stream --no-bail
plant lerna lerna run test --no-bail --concurrency 1
plant concurrently concurrently -n web,api,types 'npm test -w packages/web' 'npm test -w packages/api' 'npm test -w packages/types'
plant concurrently-numbers concurrently 'npm test -w packages/web' 'npm test -w packages/api'
sed -i '/packageManager/d' package.json
plant pnpm-recursive pnpm -r --no-bail --workspace-concurrency=2 test
plant pnpm-stream pnpm -r --stream --no-bail test
plant pnpm-aggregated pnpm -r --aggregate-output --no-bail --workspace-concurrency=2 test
plant npm-workspaces npm test --workspaces --if-present
plant nx-many npx nx run-many -t test --output-style=stream
plant nx-static npx nx run-many -t test --output-style=static
plant passing-turbo turbo run test --filter=docs --no-color
rm -rf node_modules package-lock.json pnpm-workspace.yaml
export YARN_ENABLE_TELEMETRY=0 YARN_ENABLE_IMMUTABLE_INSTALLS=false YARN_NODE_LINKER=node-modules
npm install --silent --no-save --no-package-lock --no-workspaces @yarnpkg/cli-dist@4 vitest@3 eslint@9 typescript@5
yarn() { node node_modules/@yarnpkg/cli-dist/bin/yarn.js "$@"; }
touch yarn.lock
mv node_modules /tmp/monorepo-modules && node /tmp/monorepo-modules/@yarnpkg/cli-dist/bin/yarn.js install >/dev/null && cp -rn /tmp/monorepo-modules/. node_modules && rm -r /tmp/monorepo-modules
plant yarn-foreach node node_modules/@yarnpkg/cli-dist/bin/yarn.js workspaces foreach -Api -v run test
