#!/usr/bin/env bash
# Needs: pipenv 2026.10 for 3.11; a package index.
# Written after the tools' documentation: pipenv-old, pdm-*.
. ../planting.sh

export PIPENV_VENV_IN_PROJECT=1
in_folder() { cd "$1" && shift && "$@"; cd ..; }
in_folder conflict run pipenv-conflict 3.11 pipenv lock
in_folder missing run pipenv-missing 3.11 pipenv lock
in_folder outdated run passing-pipenv 3.11 pipenv lock
sed -i 's/3\.7/3.6/' outdated/Pipfile
in_folder outdated run pipenv-outdated 3.11 pipenv install --deploy
in_folder outdated run pipenv-verify 3.11 pipenv verify
