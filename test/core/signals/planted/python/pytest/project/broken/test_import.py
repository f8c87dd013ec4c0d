import no_such_module


def test_never():
    assert no_such_module
