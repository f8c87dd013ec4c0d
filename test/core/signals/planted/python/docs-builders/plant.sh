#!/usr/bin/env bash
# Needs: sphinx 9.0 and mkdocs 1.6 in the environment $PYTHONS/more.
# Written after the tool's documentation: sphinx-first (sphinx 7).
. ../planting.sh

run passing-sphinx more sphinx-build -b html docs out
run sphinx-strict more sphinx-build -W --keep-going -b html docs out2
run sphinx-quiet more sphinx-build -W --keep-going -q -b html docs out3
printf 'raise ValueError("no such theme")\n' >docs/conf.py
run sphinx-settings more sphinx-build -b html docs out4
run sphinx-extension more sphinx-build -C -D extensions=no_such_extension docs out5
cd strict && run mkdocs-strict more mkdocs build --strict
cd ../wrong && run mkdocs-settings more mkdocs build
cd ../fine && run passing-mkdocs more mkdocs build --strict
