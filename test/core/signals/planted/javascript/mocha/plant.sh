#!/usr/bin/env bash
# Needs Node and npm. mocha 11 unless a name says another version.
set -eu
source ../plant-lib.sh

checkout mocha@11
for reporter in spec dot min tap list json-stream nyan landing progress json xunit; do
  plant $reporter mocha --reporter=$reporter 'test/*.js'
done
plant load-missing mocha broken/missing.test.js
plant load-broken mocha broken/broken.test.js
plant passing-spec mocha 'fine/*.js'
plant passing-tap mocha --reporter=tap 'fine/*.js'
checkout mocha@6
plant v6-spec mocha 'test/*.js'
