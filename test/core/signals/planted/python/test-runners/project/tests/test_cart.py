import unittest
from cart import total
class CartTest(unittest.TestCase):
    def test_total(self):
        self.assertEqual(total([1]), 1)
    def test_error(self):
        raise ValueError("bad qty")
    @unittest.skip("later")
    def test_skip(self): pass
    def test_ok(self): pass
    @unittest.expectedFailure
    def test_unexpected(self): pass
    def test_sub(self):
        for i in range(3):
            with self.subTest(i=i):
                self.assertNotEqual(i, 1)
