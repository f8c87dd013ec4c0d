#!/usr/bin/env bash
# Needs: pytest pytest-xdist pytest-rerunfailures pytest-timeout. Made with pytest 9.2.
# Written after the tools' documentation: worker-crash, segfault, old-summary (pytest 5.0), internal-error, coverage (pytest-cov).

set -u
here=$PWD
work=/home/runner/work/payments/payments
mkdir -p $work && cp -r project/. $work && cd $work || exit 1
export PYTHONDONTWRITEBYTECODE=1 PY_COLORS=0 COLUMNS=80
prefix=$(python -c 'import sys; print(sys.prefix)')
base=$(python -c 'import sys; print(sys.base_prefix)')
run() {
  local name=$1
  shift
  "$@" 2>&1 | sed -e "s#$prefix#/opt/hostedtoolcache/Python/3.11.7/x64#g" -e "s#$base#/opt/hostedtoolcache/Python/3.11.7/x64#g" >"$here/$name.txt"
}
p() { local name=$1; shift; run "$name" python -m pytest -p no:cacheprovider "$@"; }
p default tests
p quiet -q tests
p verbose -v tests
p very-verbose -vv tests/test_money.py
p report-all -rA tests
CI=true p ci tests
p tb-short --tb=short tests
p tb-line --tb=line tests
p tb-native --tb=native tests/test_money.py -k "deep or nested or captured"
p tb-long --tb=long --showlocals tests/test_money.py
p tb-no --tb=no tests
p no-summary -q -r N tests
p no-summary-tb-short -q -r N --tb=short tests
p xdist -n 2 --dist loadfile tests
p xdist-verbose -n 2 --dist loadfile -v tests/test_fixtures.py
p doctest --doctest-modules src
p collection broken
p collection-quiet -q -r N broken
p rerun flaky
p subtests subtests
p timeout slow/test_slow.py
p timeout-thread slow/test_thread.py
p conftest conf
p usage --no-such-option tests
p no-such-file tests/test_gone.py
p stop-at-first -x tests
p passing-verbose -v -rA fine
p passing-quiet -q fine
p passing-rerun flaky -k sometimes -rA
