from ledger.money import subtract


def test_never():
    assert subtract(1, 1) == 0
