import pytest


@pytest.mark.parametrize("amount", [1, 2])
def test_sum(amount):
    assert amount + 1 == 2


class TestLedger:
    def test_raises(self):
        raise ValueError("bad\nvalue")


@pytest.fixture
def database():
    raise RuntimeError("no database")


def test_reads(database):
    pass


def test_is_fine():
    pass


def test_is_for_later():
    pytest.skip("later")


@pytest.mark.xfail(strict=True)
def test_is_fixed():
    pass
