#!/usr/bin/env bash
# Needs: Erlang with rebar3.
set -u
here=$PWD
work=/home/runner/work/payments/payments
mkdir -p $work && cp -r project/. $work && cd $work || exit 1
rebar3 eunit >"$here/eunit.txt" 2>&1
cp broken/bad.erl src && rebar3 compile >"$here/compile.txt" 2>&1
