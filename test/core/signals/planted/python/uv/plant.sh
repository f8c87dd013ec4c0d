#!/usr/bin/env bash
# Needs: uv 0.13 for 3.11; $UVS/0.2.37, 0.5.31, 0.8.0: older ones, as `pip install --target` leaves them; a package index.
. ../planting.sh

u() {
  local name=$1
  shift
  for version in '' 0.2.37 0.5.31 0.8.0; do
    run "$name${version:+-$version}" 3.11 "${version:+$UVS/$version/bin/}uv" "$@"
    rm -rf .venv
  done
}
in_folder() { cd "$1" && shift && "$@"; cd ..; }
in_folder conflict u conflict lock
in_folder missing u missing lock
in_folder build u build sync
in_folder toml run toml 3.11 uv sync
u hash pip install --target t --no-deps --require-hashes -r hashes.txt
u network pip install --target t --index-url https://localhost:1/simple requests
u no-command run --no-project nothere
(cd locked && "$UVS/0.5.31/bin/uv" lock -q && sed -i 's/3\.7/3.6/' pyproject.toml)
in_folder locked run outdated 3.11 uv sync --locked
in_folder locked run outdated-0.5.31 3.11 "$UVS/0.5.31/bin/uv" sync --locked
in_folder locked run outdated-0.8.0 3.11 "$UVS/0.8.0/bin/uv" sync --locked
in_folder locked run passing 3.11 uv sync --frozen
sed -i 's/>=3.11,<3.12/>=3.13/' locked/pyproject.toml
in_folder locked u python sync --python 3.11
