from twisted.internet import defer, reactor, task
from twisted.trial import unittest


class TestTrial(unittest.TestCase):
    def test_fine(self):
        pass

    def test_equal(self):
        self.assertEqual(1, 2)

    def test_error(self):
        return defer.fail(ValueError("the bank refused"))

    def test_hangs(self):
        return defer.Deferred()

    test_hangs.timeout = 0.1

    def test_dirty(self):
        reactor.callLater(10, lambda: None)

    def test_todo(self):
        self.assertEqual(1, 2)

    test_todo.todo = "not yet"

    def test_later(self):
        return task.deferLater(reactor, 0, self.assertEqual, "a", "b")
