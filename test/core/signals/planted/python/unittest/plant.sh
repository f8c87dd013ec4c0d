#!/usr/bin/env bash
# The order in django-parallel*, and what django-parallel-bare comes to tell, differ from run to run.
# Needs: Python 3.8, 3.11 and 3.13; for 3.11 nose2 and Django 5.2, with tblib only for django-parallel.
# Written after the tools' documentation: nose.
. ../planting.sh

u() { local name=$1 version=$2; shift 2; run "$name" "$version" python -m unittest "$@"; }
u default 3.11 discover -s tests -t .
u verbose 3.11 -v tests.test_money tests.test_fixtures tests.test_module tests.test_async
u old 3.8 discover -s tests -t .
u old-verbose 3.8 -v tests.test_money tests.test_fixtures tests.test_module
u new 3.13 discover -s tests -t . -v --durations 2
FORCE_COLOR=1 NO_COLOR= u colour 3.13 discover -s tests -t .
u buffered 3.11 -b tests.test_money
u stop-at-first 3.11 -f tests.test_money
u locals 3.11 --locals tests.test_money.TestMoney.test_missing_rate
u imports 3.11 discover -s broken -t .
u imports-old 3.8 discover -s broken -t . -v
u no-such-name 3.11 tests.test_money.TestMoney.test_gone tests.test_gone
u no-tests 3.13 discover -s lib -t .
u passing 3.11 -v fine.test_fine
u passing-quiet 3.13 -q fine.test_fine

u stops 3.11 -v crash.test_crash
u stops-quiet 3.11 crash.test_crash
run nose2 3.11 nose2 -s nose -t nose
run nose2-imports 3.11 nose2 -s . -t . broken
cd shop
run django 3.11 python manage.py test
run django-failfast 3.11 python manage.py test --failfast -v 2
mv "$PYTHONS/3.11/lib/python3.11/site-packages/tblib" /tmp/tblib.aside
run django-parallel-bare 3.11 python manage.py test --parallel 2
mv /tmp/tblib.aside "$PYTHONS/3.11/lib/python3.11/site-packages/tblib"
run django-parallel 3.11 python manage.py test --parallel 2
run passing-django 3.11 python manage.py test ledger.tests.test_views.ViewTests.test_fine -v 2
