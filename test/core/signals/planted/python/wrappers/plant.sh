#!/usr/bin/env bash
# Needs: tox 4.67, nox 2026.10, pre-commit, make, and the tools that they run.
# Written after the tools' documentation: tox3.
. ../planting.sh

export TOX_WORK_DIR=/tmp/tox.work
run tox 3.11 tox -e lint,py311,types
run tox-parallel 3.11 tox -p 2 -e lint,fine
run tox-interpreter 3.11 tox -e py27
run tox-command 3.11 tox -e command
run tox-environment 3.11 tox -e nothing-like-this
run tox-deps 3.11 tox -e deps
run passing-tox 3.11 tox -e fine
run nox 3.11 nox -s tests lint
run nox-program 3.11 nox -s missing
run nox-session 3.11 nox -s nothing
run make 3.11 make check
run make-lint 3.11 make -k lint check
git init -q . && git add -A
run pre-commit 3.11 pre-commit run --all-files --color never
