#!/usr/bin/env bash
# Needs: ansible-lint 26, yamllint 1 and standard 17.
set -u
here=$PWD
work=/home/runner/work/payments/payments
mkdir -p $work && cp -r project/. $work && cd $work || exit 1
ansible-lint --offline play.yml >"$here/ansible-lint.txt" 2>&1
yamllint bad.yaml >"$here/yamllint.txt" 2>&1
standard src/ledger.js >"$here/standard.txt" 2>&1
