import unittest

from lib.money import missing_name


class TestImport(unittest.TestCase):
    def test_any(self):
        missing_name()
