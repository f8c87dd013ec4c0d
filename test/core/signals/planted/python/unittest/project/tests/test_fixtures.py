import unittest


def connect():
    raise ConnectionError("no database at port 5432")


class TestDatabase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.connection = connect()

    def test_reads(self):
        pass


class TestClosing(unittest.TestCase):
    @classmethod
    def tearDownClass(cls):
        raise RuntimeError("connection still open")

    def test_reads(self):
        pass
