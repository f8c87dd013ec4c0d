import unittest

import pytest


def test_adds():
    assert 1 + 1 == 3


@pytest.mark.parametrize("name", ["a b", "x::y", "[z]", "ü - 1"])
def test_names(name):
    assert name == "other"


class TestOld(unittest.TestCase):
    def test_equal(self):
        self.assertEqual(1, 2)

    def test_sub(self):
        for i in range(3):
            with self.subTest(i=i):
                self.assertNotEqual(i, 1)


class TestOuter:
    class TestInner:
        def test_deep(self):
            assert {"a": [1, 2, 3]} == {"a": [1, 2, 4]}


@pytest.mark.xfail(strict=True)
def test_strict():
    assert True


@pytest.mark.xfail
def test_expected():
    assert False


def test_warns():
    import warnings
    warnings.warn("ERROR: deprecated", DeprecationWarning)


def test_exits():
    raise SystemExit(3)
