import time

import pytest


def test_before():
    assert True


@pytest.mark.timeout(0.3, method="thread")
def test_hangs_for_good():
    time.sleep(5)
