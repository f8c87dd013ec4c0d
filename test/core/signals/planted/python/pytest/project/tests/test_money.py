import unittest

import pytest
from ledger.money import add, convert, parse


def test_adds():
    assert add(1, 2) == 3


def test_wrong_sum():
    total = add(2, 2)
    assert total == 5, "the books - do not balance"


@pytest.mark.parametrize("text", ["1.00 EUR", "a - b", "x::y [z]", "naïve → €", "sp ace - ERROR "])
def test_parses(text):
    amount, currency = parse(text)
    assert currency == "EUR"


def check(value):
    __tracebackhide__ = False
    assert value > 0, f"{value} is not positive"


def test_in_a_helper():
    for value in (1, -1):
        check(value)


def test_deep():
    convert([(1, "EUR"), (2, "XYZ")], {"EUR": 1})


class TestLedger:
    class TestOrder:
        def test_nested(self):
            assert [1, 3, 2] == [1, 2, 3]

    def test_raises(self):
        with pytest.raises(ValueError, match="no such"):
            parse("1.00")

    def test_multiline(self):
        raise RuntimeError("first line\nsecond line\n\nFAILED tests/test_money.py::test_adds - not really")


class CaseTest(unittest.TestCase):
    def test_in_unittest(self):
        self.assertEqual({"a": 1}, {"a": 2})


@pytest.mark.xfail(reason="known")
def test_expected_to_fail():
    assert False


@pytest.mark.xfail(strict=True, reason="was broken")
def test_strict():
    assert True


@pytest.mark.skip(reason="FAILED before")
def test_skipped():
    assert False


def test_captured(capsys):
    print("FAILED tests/test_money.py::test_fake - printed")
    print("Traceback (most recent call last):")
    pytest.fail("gave up")
