#!/usr/bin/env bash
# Needs Node and npm.
set -eu
source ../plant-lib.sh

checkout @cucumber/cucumber@12
plant json cucumber-js --format json
plant passing-json cucumber-js --format json --name empty
