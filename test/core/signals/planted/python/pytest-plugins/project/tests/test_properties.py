from hypothesis import given, settings
from hypothesis import strategies as st


@settings(database=None, derandomize=True)
@given(st.lists(st.integers()))
def test_sorted(items):
    assert items == sorted(items)


@settings(database=None, derandomize=True)
@given(st.integers())
def test_raises(number):
    if number > 10:
        raise ValueError("too much")


@settings(database=None, derandomize=True, deadline=1)
@given(st.integers())
def test_two_failures(number):
    if number > 100:
        raise KeyError(number)
    if number < -100:
        raise IndexError(number)
