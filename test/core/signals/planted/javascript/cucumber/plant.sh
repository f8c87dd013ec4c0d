#!/usr/bin/env bash
# Needs Node and npm.
set -eu
source ../plant-lib.sh

checkout @cucumber/cucumber@12
plant json cucumber-js --format json
plant progress cucumber-js --format progress
plant retried cucumber-js --format progress --retry 1
plant passing-json cucumber-js --format json --name empty
plant passing-progress cucumber-js --format progress --name empty
