#!/usr/bin/env bash
# Needs: ty, pyrefly, zuban.
# Written after the tools' documentation: pytype, pytype-old, pyre.
PROJECT=../mypy/project
. ../planting.sh

run ty 3.11 ty check src
run ty-concise 3.11 ty check --output-format concise src
run pyrefly 3.11 pyrefly check src/ledger/money.py src/broken.py
run pyrefly-lines 3.11 pyrefly check --output-format min-text src/ledger/money.py src/broken.py
run zuban 3.11 zuban check src
run passing-ty 3.11 ty check src/ledger/__init__.py
