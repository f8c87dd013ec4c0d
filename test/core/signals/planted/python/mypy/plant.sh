#!/usr/bin/env bash
# Needs: mypy 2.4 for 3.11, mypy 1.0 for 3.8.
# Written after the tools' documentation: internal-error, internal-error-short, daemon-crash, plugin, windows.
. ../planting.sh

export MYPYPATH=src MYPY_CACHE_DIR=/dev/null
m() { local name=$1; shift; run "$name" 3.11 mypy --explicit-package-bases "$@"; }
m default src/ledger
m strict --strict src/ledger
m columns --show-column-numbers --show-error-end src/ledger
m pretty --pretty src/ledger
m no-summary --no-error-summary --hide-error-codes src/ledger
m absolute --show-absolute-path src/ledger
m json --output json src/ledger
m syntax src/broken.py
m context --show-error-context --show-error-code-links src/ledger
FORCE_COLOR=1 NO_COLOR= MYPY_FORCE_COLOR=1 TERM=xterm-256color m colour src/ledger
m no-such-file src/gone.py
m duplicate src/ledger -p ledger
m usage --no-such-flag src
m config --config-file broken.ini src/ledger
run daemon 3.11 dmypy run -- --explicit-package-bases src/ledger
PATH=$PYTHONS/3.11/bin:$PATH dmypy stop >/dev/null
run old 3.8 mypy --explicit-package-bases src/ledger
run old-pretty 3.8 mypy --explicit-package-bases --pretty src/ledger
m passing src/fine.py
