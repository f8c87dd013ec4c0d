#!/bin/sh
test_adds() { assertEquals "the sum" 4 $((1+2)); }
test_fine() { assertTrue 0; }
test_fails() { fail "no rate"; }
. shunit2
