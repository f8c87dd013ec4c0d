# Sourced by the plant.sh of each tool, in its folder: a checkout as a runner has it, and `run NAME COMMAND…`.
# PROJECT is another folder than project/, where tools share one. PYTHONS holds a virtual environment for each version that is named: $PYTHONS/3.8, $PYTHONS/3.11, $PYTHONS/3.13.

set -u
here=$PWD
work=/home/runner/work/payments/payments
rm -rf "$work" && mkdir -p "$work" && cp -r "${PROJECT:-project}/." "$work" && cd "$work" || exit 1
export PYTHONDONTWRITEBYTECODE=1 PY_COLORS=0 NO_COLOR=1 COLUMNS=80 LC_ALL=C.UTF-8
unset FORCE_COLOR CI GITHUB_ACTIONS PIP_FIND_LINKS VIRTUAL_ENV
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

# The planter's interpreters become those of a hosted runner, and the index any one.
as_on_a_runner() {
  local python=$1
  local prefix base
  prefix=$("$python" -c 'import os, sys; print(sys.prefix + "|" + os.path.realpath(sys.prefix))')
  base=$("$python" -c 'import sys; print(sys.base_prefix)')
  local hosted=/opt/hostedtoolcache/Python/$("$python" -c 'import platform; print(platform.python_version())')/x64
  sed -E -e "s#($prefix|$base)#$hosted#g" -e 's#https?://[^/ ]+/(simple|packages)#https://packages.example/\1#g' \
    -e 's#/root/#/home/runner/#g' -e "s#(${PIP20:-/none}|${PIP26:-/none}|${POETRY18:-/none})#$hosted#g"
}

# run NAME VERSION COMMAND…: what the command prints, with the tools of that Python first in PATH.
run() {
  local name=$1 python=$PYTHONS/$2/bin
  shift 2
  PATH=$python:$PATH "$@" </dev/null 2>&1 | as_on_a_runner "$python/python" >"$here/$name.txt"
}
