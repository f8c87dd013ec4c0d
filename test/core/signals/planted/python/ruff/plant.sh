#!/usr/bin/env bash
# Needs: ruff 0.17 for 3.11; $RUFFS/0.0.275, 0.3.0, 0.9.0, 0.12.0: older ones, as `pip install --target` leaves them.
PROJECT=../linters/project
. ../planting.sh

export RUFF_NO_CACHE=true
r() { local name=$1; shift; run "$name" 3.11 ruff check --select E,F,B,W "$@" src/imports.py src/syntax.py src/fine.py; }
for style in full concise grouped github gitlab pylint json json-lines; do
  r "$style" --output-format "$style"
done
r counted --statistics
r diff --diff
r remaining --fix
cp -r "$here/$PROJECT/." .
for version in 0.0.275 0.3.0 0.9.0 0.12.0; do
  run "default-$version" 3.11 "$RUFFS/$version/bin/ruff" check --select E,F,B,W src/imports.py src/syntax.py src/fine.py
  run "counted-$version" 3.11 "$RUFFS/$version/bin/ruff" check --statistics src
done
run grouped-0.9.0 3.11 "$RUFFS/0.9.0/bin/ruff" check --select F --output-format grouped src
FORCE_COLOR=1 NO_COLOR= run colour 3.11 ruff check --select F src/imports.py
run wrong-rule 3.11 ruff check --select NOPE src
run passing 3.11 ruff check src/fine.py
sed -i '/import/d; / l = /d; s/undefined_name/x/; s/except:/except ValueError:/; s/items=\[\]/items/' src/imports.py
run passing-fixed 3.11 ruff check --select F --fix src/imports.py
