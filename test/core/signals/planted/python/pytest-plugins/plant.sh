#!/usr/bin/env bash
# Needs: pytest 9.2 with hypothesis, pytest-asyncio, pytest-bdd, pytest-cov, pytest-sugar, pytest-randomly, pytest-xdist for 3.11; pytest 5.4 for 3.8.
. ../planting.sh

p() { local name=$1; shift; run "$name" 3.11 python -m pytest -p no:cacheprovider -p no:randomly -p no:sugar "$@"; }
p hypothesis tests/test_properties.py
p asyncio tests/test_async.py
p bdd features
p bdd-gherkin -v --gherkin-terminal-reporter features
p plain tests/test_plain.py
p no-header -q --no-header --no-summary tests/test_plain.py
p coverage --cov=src --cov-fail-under=90 tests/test_plain.py -k warns
p only-names -q --tb=no -rf tests/test_plain.py
p last-failed-none -k nothing_like_this tests/test_plain.py
p warnings-as-errors -W error::DeprecationWarning -p no:asyncio tests/test_plain.py -k warns
p maxfail --maxfail=2 -v tests/test_plain.py
p xdist-quiet -n 2 -q tests/test_plain.py
p junit --junitxml=out.xml --tb=auto -vv tests/test_plain.py
run sugar 3.11 python -m pytest -p no:cacheprovider -p no:randomly --force-sugar tests/test_plain.py
FORCE_COLOR=1 NO_COLOR= PY_COLORS=1 run sugar-colour 3.11 python -m pytest -p no:cacheprovider -p no:randomly --force-sugar tests/test_plain.py
run randomly 3.11 python -m pytest -p no:cacheprovider -p no:sugar -p no:xdist --randomly-seed=1 tests/test_plain.py
run old 3.8 python -m pytest -p no:cacheprovider tests/test_plain.py
run old-quiet 3.8 python -m pytest -q -p no:cacheprovider --tb=short tests/test_plain.py
FORCE_COLOR=1 NO_COLOR= PY_COLORS=1 p colour tests/test_plain.py
p crash -v crash/test_crash.py -k "before or crashes"
p crash-xdist -n 2 crash/test_crash.py -k "before or crashes"
p exit-xdist -n 2 -v crash/test_crash.py -k "exits"
p timeout-signal crash/test_crash.py -k hangs
p timeout-thread --timeout-method=thread crash/test_crash.py -k hangs -p no:xdist
p timeout-xdist -n 2 crash/test_crash.py -k hangs
p reruns -v crash/test_crash.py -k always
p passing -k "warns or expected" -rA tests/test_plain.py
p passing-coverage --cov=src --cov-fail-under=0 tests/test_plain.py -k warns
