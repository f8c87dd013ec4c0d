#!/usr/bin/env bash
# Needs Node and npm.
set -eu
source ../plant-lib.sh

checkout oxlint@1
plant json oxlint -f json src
