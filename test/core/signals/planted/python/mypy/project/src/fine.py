def fine(a: int) -> int:
    """error: nothing is wrong here"""
    reveal_type(a)
    return a
