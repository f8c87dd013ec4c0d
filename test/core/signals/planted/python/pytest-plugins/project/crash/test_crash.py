import ctypes
import os
import time

import pytest


def test_before():
    assert 1 == 2


def test_crashes():
    ctypes.string_at(0)


def test_exits():
    os._exit(3)


@pytest.mark.timeout(0.2)
def test_hangs():
    time.sleep(5)


@pytest.mark.flaky(reruns=2)
def test_always_fails():
    assert "a" == "b"
