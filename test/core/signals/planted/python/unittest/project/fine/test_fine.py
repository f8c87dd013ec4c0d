import logging
import unittest


class TestFine(unittest.TestCase):
    def test_logs_errors(self):
        logging.error("FAILED to reach the bank: 0 errors")
        print("ERROR: test_logs (fine.test_fine.TestFine)")

    @unittest.skip("ERROR in the bank")
    def test_skipped(self):
        pass

    @unittest.expectedFailure
    def test_expected(self):
        self.assertEqual(1, 2)
