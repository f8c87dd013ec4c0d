import os
def total(items: list) -> int:
    """Total.

    Args:
        stuff: wrong name
    """
    return sum(items) + 1
