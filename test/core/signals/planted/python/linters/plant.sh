#!/usr/bin/env bash
# Needs: pydocstyle 6.3, bandit 1.9.
. ../planting.sh

run pydocstyle 3.11 pydocstyle src
run pydocstyle-source 3.11 pydocstyle -e -s src
run bandit 3.11 bandit -r src
run bandit-lines 3.11 bandit -r src -f custom
run bandit-json 3.11 bandit -q -r src -f json
run passing-bandit 3.11 bandit -r src/fine.py
