import pytest


@pytest.fixture
def database():
    raise ConnectionError("no database")


@pytest.fixture
def leaky():
    yield 1
    raise RuntimeError("left open")


def test_uses(database):
    assert database


def test_leaks(leaky):
    assert leaky == 1


class TestGroup:
    @pytest.fixture(autouse=True)
    def ready(self):
        assert 1 == 2, "not ready"

    def test_in_group(self):
        pass
