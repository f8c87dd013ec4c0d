#!/usr/bin/env bash
# Needs: behave 1.3 in the environment $PYTHONS/more.
. ../planting.sh

run pretty more behave features/transfer.feature
run plain more behave -f plain --no-color features/transfer.feature
run progress more behave -f progress features/transfer.feature
run json more behave -f json --no-summary features/transfer.feature
run json-pretty more behave -f json.pretty --no-summary features/transfer.feature
NO_COLOR= run colour more behave --color=always features/transfer.feature
run passing more behave features/fine.feature
