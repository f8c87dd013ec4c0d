#!/usr/bin/env bash
# Needs make.
cd "$(dirname "$0")/project" && make ledger > ../norule.txt 2>&1; make -f broken.mk > ../syntax.txt 2>&1
