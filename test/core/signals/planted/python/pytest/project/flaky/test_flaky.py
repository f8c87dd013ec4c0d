import pytest

tries = {"sometimes": 0}


@pytest.mark.flaky(reruns=2)
def test_sometimes():
    tries["sometimes"] += 1
    assert tries["sometimes"] > 1


@pytest.mark.flaky(reruns=2)
def test_never():
    assert 1 == 2
