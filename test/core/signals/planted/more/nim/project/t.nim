import unittest
suite "ledger":
  test "adds up":
    check(1 + 2 == 4)
  test "throws":
    raise newException(ValueError, "no rate")
  test "fine":
    check true
