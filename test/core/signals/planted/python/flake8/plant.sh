#!/usr/bin/env bash
# Needs: flake8 7.5 and pycodestyle 2.15 for 3.11, flake8 4 for 3.8.
PROJECT=../linters/project
. ../planting.sh

run default 3.11 flake8 src
run pylint-style 3.11 flake8 --format=pylint src
run source 3.11 flake8 --show-source --statistics --count src
run counted 3.11 flake8 -qq --statistics src
run old 3.8 flake8 --show-source --statistics --count src/imports.py src/syntax.py
FORCE_COLOR=1 NO_COLOR= run colour 3.11 flake8 --color=always src/imports.py
run no-such-file 3.11 flake8 src/gone.py
run no-such-config 3.11 flake8 --config nope src
run pycodestyle 3.11 pycodestyle --show-source --show-pep8 --statistics --count src/imports.py
run passing 3.11 flake8 --count --statistics src/fine.py
