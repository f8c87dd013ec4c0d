#!/usr/bin/env bash
# Needs: pyright 1.1.414, basedpyright 1.40.
# Written after the tools' documentation: old (pyright 1.1.150).
PROJECT=../mypy/project
. ../planting.sh

run default 3.11 pyright src
run json 3.11 pyright --outputjson src
run based 3.11 basedpyright src
run warnings 3.11 basedpyright src/lenient.py
run passing 3.11 pyright src/fine.py
