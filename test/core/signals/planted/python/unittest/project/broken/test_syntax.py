import unittest

class TestSyntax(unittest.TestCase)
    def test_any(self):
        pass
