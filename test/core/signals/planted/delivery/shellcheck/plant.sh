#!/usr/bin/env bash
# Needs shellcheck.
set -u
cd "$(dirname "$0")/project"
shellcheck --color=never deploy.sh open.sh > ../tty.txt
shellcheck -f gcc deploy.sh open.sh > ../gcc.txt
