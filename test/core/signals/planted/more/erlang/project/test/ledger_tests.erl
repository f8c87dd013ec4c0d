-module(ledger_tests).
-include_lib("eunit/include/eunit.hrl").
adds_test() -> ?assertEqual(4, ledger:add(1,2)).
throws_test() -> error(no_rate).
fine_test() -> ok.
