import unittest


def test_with(subtests):
    for i in range(3):
        with subtests.test(msg="even - or odd", i=i):
            assert i % 2 == 0


def test_all_pass(subtests):
    with subtests.test("fine"):
        assert True


class SubCase(unittest.TestCase):
    def test_in_case(self):
        for i in range(3):
            with self.subTest("number", i=i):
                self.assertNotEqual(i, 2)
