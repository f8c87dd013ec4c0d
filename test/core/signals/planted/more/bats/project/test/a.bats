#!/usr/bin/env bats
setup() { x=1; }
@test "addition works" {
  result=$((2+2))
  [ "$result" -eq 5 ]
}
@test "fine: it is" { true; }
@test "command is missing" {
  run nothing_there
  [ "$status" -eq 0 ]
}
@test "skipped" { skip "later"; }
@test "fails by false" {
  echo "some output"
  false
}
@test "fails in: a helper" {
  load helper
  helper_fail
}
