#!/usr/bin/env bash
# Needs Node, npm and Chromium.
set -eu
source ../plant-lib.sh

checkout jasmine@5 karma@6 karma-jasmine@5 karma-chrome-launcher@3
plant default jasmine --random=false
plant passing-default jasmine spec/fine.js
plant karma karma start karma.conf.cjs
REPORTER=dots plant karma-dots karma start karma.conf.cjs
