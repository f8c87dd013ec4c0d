#!/usr/bin/env bash
# Needs: build 1.3 and setuptools in the environment $PYTHONS/more; a package index.
# Written after the tools' documentation: requirements, twine-check, twine-upload.
. ../planting.sh

run backend more python -m build broken
run no-project more python -m build nothing
run no-folder more python -m build gone
run passing more python -m build -s fine
