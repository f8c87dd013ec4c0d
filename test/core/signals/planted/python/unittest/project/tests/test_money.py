import unittest

from lib.money import add, convert, parse


class TestMoney(unittest.TestCase):
    def test_adds(self):
        self.assertEqual(add(1, 2), 3)

    def test_adds_wrong(self):
        self.assertEqual(add(1, 2), 4, "cents are lost")

    def test_documented(self):
        """A total has no rest.

        The second paragraph is not shown.
        """
        self.assertEqual({"total": 3, "rest": 0}, {"total": 3, "rest": 1})

    def test_parse_garbage(self):
        parse("three")

    def test_missing_rate(self):
        try:
            convert({}, "EUR")
        except KeyError as error:
            raise LookupError("no rate for EUR") from error

    def test_prints(self):
        print("FAIL: not a test (tests.test_money.Nobody.test_none)")
        print("Traceback (most recent call last):")
        self.assertIn("EUR", ["USD"])

    def test_text(self):
        self.assertEqual("one\ntwo\nthree", "one\n2\nthree")

    def test_table(self):
        for amount in (1, 2, 3):
            with self.subTest(amount=amount):
                self.assertEqual(amount % 2, 1)
        with self.subTest("zero is refused", amount=0):
            self.assertTrue(0)

    @unittest.skip("needs a bank")
    def test_bank(self):
        self.fail("never runs")

    @unittest.expectedFailure
    def test_known_bug(self):
        self.assertEqual(1, 2)

    @unittest.expectedFailure
    def test_bug_is_gone(self):
        self.assertEqual(1, 1)


class TestCleanup(unittest.TestCase):
    def setUp(self):
        self.addCleanup(self.close)

    def close(self):
        raise OSError("the ledger is already closed")

    def test_body_and_cleanup(self):
        self.assertLess(3, 2)


class TestDown(unittest.TestCase):
    def tearDown(self):
        raise RuntimeError("cannot tear down")

    def test_fine(self):
        pass
