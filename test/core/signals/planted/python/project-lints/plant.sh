#!/usr/bin/env bash
# Needs: vulture, deptry, sqlfluff, interrogate in the environment $PYTHONS/more.
. ../planting.sh

run vulture more vulture src
run deptry more deptry .
run sqlfluff more sqlfluff lint --dialect ansi a.sql
run interrogate more interrogate --fail-under 95 src
run passing-interrogate more interrogate --fail-under 0 src
