import unittest


def setUpModule():
    pass


def tearDownModule():
    raise RuntimeError("temporary files are left")


class TestNothing(unittest.TestCase):
    def test_nothing(self):
        pass
