import doctest
import unittest

import money


def load_tests(loader, tests, ignore):
    tests.addTests(doctest.DocTestSuite(money))
    return tests
