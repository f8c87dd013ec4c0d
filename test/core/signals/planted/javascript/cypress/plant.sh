#!/usr/bin/env bash
# cypress needs its own binary and a browser, neither of which could be had: all outputs were written after its documentation
# (cypress run, versions 9, 13 and 14). Run this where it is installed to see what it prints of a project.
set -eu
source ../plant-lib.sh
echo 'nothing is planted here: see the line above' >&2
