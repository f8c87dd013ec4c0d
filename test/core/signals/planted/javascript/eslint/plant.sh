#!/usr/bin/env bash
# Needs Node and npm. compact and unix are packages of their own since eslint 9.
set -eu
source ../plant-lib.sh

checkout eslint@9 eslint-formatter-compact eslint-formatter-unix
plant stylish eslint src
plant stylish-coloured env -u NO_COLOR FORCE_COLOR=1 eslint --color src
plant compact eslint --format compact src
plant unix eslint --format unix src
plant json eslint --format json src
plant json-with-metadata eslint --format json-with-metadata src
plant warnings-stylish eslint --max-warnings 0 src/warned.js src/fine.js
plant warnings-compact eslint --max-warnings 1 --format compact src/warned.js
plant config eslint --config broken.config.js src
plant no-config eslint --config nowhere.config.js src
plant passing-stylish eslint src/warned.js src/fine.js
plant passing-compact eslint --format compact src/warned.js
checkout eslint@8 eslint-formatter-codeframe
export ESLINT_USE_FLAT_CONFIG=true
for format in stylish visualstudio tap junit checkstyle json codeframe; do
  plant v8-$format eslint --format $format src
done
plant v8-no-config env ESLINT_USE_FLAT_CONFIG=false eslint --no-eslintrc --config nowhere.json src
