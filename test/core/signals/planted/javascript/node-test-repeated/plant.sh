#!/usr/bin/env bash
# Needs Node; written with Node 24.
set -eu
source ../plant-lib.sh

checkout
plant spec node repeat.js
