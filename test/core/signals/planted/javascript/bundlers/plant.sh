#!/usr/bin/env bash
# Needs Node and npm. next.txt and rollup's typescript plugin were written after their documentation.
set -eu
source ../plant-lib.sh

checkout esbuild@0.25 vite@6 webpack@5 webpack-cli@6 ts-loader@9 fork-ts-checker-webpack-plugin@9 typescript@5 rollup@4
plant esbuild esbuild src/entry.ts src/index.ts --bundle --outdir=out
plant vite vite build
ENTRY=./src/entry.ts plant webpack webpack
ENTRY=./src/index.ts plant webpack-ts-loader webpack
ENTRY=./src/index.ts CHECKER=1 plant webpack-checker webpack
echo 'import { a } from "./nowhere.js"; export default a' > src/r.js
plant rollup rollup src/r.js --file out/r.js --failAfterWarnings
echo 'export default = 1;' > src/s.js
plant rollup-syntax rollup src/s.js --file out/s.js
plant passing-esbuild esbuild src/fine.ts --bundle --outdir=out
ENTRY=./src/fine.ts plant passing-webpack webpack
