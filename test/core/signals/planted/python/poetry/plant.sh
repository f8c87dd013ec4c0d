#!/usr/bin/env bash
# Needs: poetry 2.5 for 3.11; $POETRY18/bin/poetry: poetry 1.8; a package index.
# Written after the tool's documentation: network, http-error, wheel, no-candidates.
. ../planting.sh

export POETRY_VIRTUALENVS_PATH=/tmp/poetry.venvs POETRY_NO_INTERACTION=1
in_folder() { cd "$1" && shift && "$@"; cd ..; }
in_folder conflict run conflict 3.11 poetry lock
in_folder missing run missing 3.11 poetry lock
in_folder build run build 3.11 poetry install --no-root
in_folder invalid run invalid 3.11 poetry install
in_folder toml run toml 3.11 poetry install
in_folder toml run no-command 3.11 poetry run nothere
in_folder locked run no-command 3.11 poetry run nothere
(cd locked && "$PYTHONS/3.11/bin/poetry" lock -q)
in_folder locked run passing 3.11 poetry install --no-root
(cd locked && sed -i 's/3\.7/3.6/' pyproject.toml)
in_folder locked run outdated 3.11 poetry install --no-root
in_folder locked run outdated-check 3.11 poetry check --lock
for each in conflict locked build; do
  cat >>$each/pyproject.toml <<'OLD'
[tool.poetry]
name = "payments"
version = "0.1.0"
description = ""
authors = []
[tool.poetry.dependencies]
python = ">=3.11,<3.12"
OLD
done
printf 'django = "5.2"\nasgiref = "3.0"\n' >>conflict/pyproject.toml
printf 'ext = {path = "../ext"}\n' >>build/pyproject.toml
in_folder conflict run conflict-1.8 3.11 "$POETRY18/bin/poetry" lock
in_folder build run build-1.8 3.11 "$POETRY18/bin/poetry" install --no-root
in_folder locked run outdated-1.8 3.11 "$POETRY18/bin/poetry" install --no-root
sed -i 's/=3.11,<3.12/=3.13/' locked/pyproject.toml
in_folder locked run python-1.8 3.11 "$POETRY18/bin/poetry" install
