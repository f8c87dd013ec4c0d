#!/usr/bin/env bash
# Needs: pytest 9 with pytest-json-report and pytest-reportlog in the environment $PYTHONS/more.
. ../planting.sh

report() {
  run "$1" more bash -c "pytest -q --continue-on-collection-errors $2 $3 >/dev/null; cat $here/report; rm $here/report"
}
report json "--json-report --json-report-indent=2 --json-report-file=$here/report" tests
report log "--report-log=$here/report" tests
report passing-json "--json-report --json-report-file=$here/report" "tests/test_money.py -k fine"
report passing-log "--report-log=$here/report" "tests/test_money.py -k fine"
