from ward import test
@test("totals add up")
def _():
    assert 1 + 1 == 3
@test("raises")
def _():
    raise ValueError("bad qty")
@test("fine")
def _():
    assert True
