#!/usr/bin/env bash
# Needs shellcheck.
set -u
cd "$(dirname "$0")/project"
shellcheck --color=never deploy.sh open.sh > ../tty.txt
shellcheck -f gcc deploy.sh open.sh > ../gcc.txt
shellcheck --color=always deploy.sh open.sh > ../coloured.txt
shellcheck -f json deploy.sh open.sh > ../json.txt
shellcheck -f json1 deploy.sh open.sh > ../json1.txt
shellcheck -f checkstyle deploy.sh open.sh > ../checkstyle.txt
shellcheck -S error -f gcc deploy.sh open.sh > ../errors-only.txt
