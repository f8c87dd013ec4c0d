import unittest

import no_such_package


class TestModule(unittest.TestCase):
    def test_any(self):
        pass
