#!/usr/bin/env bash
# Needs: Robot Framework 7 in the environment $PYTHONS/more.
. ../planting.sh

run one more robot money.robot
run folder more robot .
run passing more robot fine.robot
