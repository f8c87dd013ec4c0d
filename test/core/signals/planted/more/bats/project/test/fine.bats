@test "it is" { true; }
