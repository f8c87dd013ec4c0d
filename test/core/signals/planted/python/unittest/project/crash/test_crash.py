import ctypes
import faulthandler
import unittest

faulthandler.enable()


class TestCrash(unittest.TestCase):
    def test_before(self):
        self.assertEqual(1, 2)

    def test_crashes(self):
        ctypes.string_at(0)
