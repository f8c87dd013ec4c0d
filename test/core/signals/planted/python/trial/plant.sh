#!/usr/bin/env bash
# Needs: twisted 26.10.
. ../planting.sh

export PYTHONPATH=.
run tree 3.11 trial test_trial
run verbose 3.11 trial --reporter=bwverbose test_trial
run jobs 3.11 trial -j 2 test_trial
run imports 3.11 trial test_trial.NoSuch test_gone
run passing 3.11 trial test_trial.TestTrial.test_fine test_trial.TestTrial.test_todo
