import pytest
@pytest.mark.parametrize("q", [1, 2, "a - b"])
def test_q(q): assert q == 1
@pytest.fixture
def broken(): raise RuntimeError("no db")
def test_fix(broken): pass
def test_ok(): pass
