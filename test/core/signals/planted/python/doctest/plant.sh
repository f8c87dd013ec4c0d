#!/usr/bin/env bash
# Needs: Python 3.8, 3.11 and 3.13; sphinx for 3.11.
. ../planting.sh

run default 3.11 python -m doctest money.py
run new 3.13 python -m doctest -o REPORT_NDIFF money.py
run old 3.8 python -m doctest money.py
run unittest 3.11 python -m unittest test_docs
run sphinx 3.11 python -m sphinx -q -b doctest docs out
run passing 3.11 python -m doctest -v fine.py
