import unittest

from nose2.tools import params


def test_function():
    assert 1 + 1 == 3, "the sum is wrong"


@params(1, 2)
def test_odd(number):
    assert number % 2 == 1


class TestParams(unittest.TestCase):
    @params((1, 2), (3, 3))
    def test_less(self, one, other):
        self.assertLess(one, other)
