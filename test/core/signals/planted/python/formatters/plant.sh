#!/usr/bin/env bash
# Needs: black 26.10, isort 9.0, ruff 0.17, yapf, autopep8, autoflake, pyupgrade for 3.11, black 22.12 and isort 5.9 for 3.8; $RUFFS/0.3.0 and 0.12.0.
PROJECT=../linters/project
. ../planting.sh

export RUFF_NO_CACHE=true BLACK_CACHE_DIR=/tmp/black.cache
run black 3.11 black --check src
run black-diff 3.11 black --check --diff src
run black-quiet 3.11 black -q --check --diff src
NO_COLOR= FORCE_COLOR=1 run black-colour 3.11 black --check --color --diff src
run black-old 3.8 black --check src
run isort 3.11 isort --check src
run isort-diff 3.11 isort --check --diff src
NO_COLOR= FORCE_COLOR=1 run isort-colour 3.11 isort --check --color src
run isort-old 3.8 isort --check --diff src
run ruff 3.11 ruff format --check src
run ruff-diff 3.11 ruff format --diff src
for version in 0.3.0 0.12.0; do
  run "ruff-$version" 3.11 "$RUFFS/$version/bin/ruff" format --check src
  run "ruff-diff-$version" 3.11 "$RUFFS/$version/bin/ruff" format --diff src
done
run yapf 3.11 yapf --diff src/ugly.py
run autopep8 3.11 autopep8 --diff --exit-code src/ugly.py
run autoflake 3.11 autoflake --check src/imports.py
run pyupgrade 3.11 pyupgrade --py38-plus old.py
run passing-black 3.11 black --check --diff src/fine.py
run passing-isort 3.11 isort --check -v src/fine.py
run passing-ruff 3.11 ruff format --check src/fine.py
