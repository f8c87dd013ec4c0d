import time

import pytest


@pytest.mark.timeout(0.3, method="signal")
def test_hangs():
    wait()


def wait():
    time.sleep(5)
