#!/usr/bin/env bash
# Needs: Python 3.8 and 3.13, nothing else.
. ../planting.sh

run compileall 3.13 python -m compileall -q src
run compileall-verbose 3.8 python -m compileall src
run no-module 3.13 python -m pytest_that_is_not_there
run no-file 3.13 python scripts/gone.py
rm src/broken.py src/tabs.py
run passing 3.13 python -m compileall -f src
