import sys
import warnings

import pytest


@pytest.mark.parametrize("word", ["FAILED", "ERROR - x"])
def test_throws_error_fail(word):
    print(f"FAILED tests/test_a.py::test_x - {word}")
    print("E   AssertionError: printed", file=sys.stderr)
    warnings.warn("ERROR: deprecated")
    with pytest.raises(AssertionError):
        assert word == "ok"


@pytest.mark.xfail(reason="ERROR fine/test_fine.py::test_b - known bug")
def test_known_failure():
    assert 1 == 2


@pytest.mark.skip(reason="FAILED before")
def test_skipped():
    raise RuntimeError
