"""Money.

>>> add(1, 2)
4
"""


def add(a, b):
    """Adds.

    >>> add(1, 2)
    3
    >>> add(2, 2)
    5
    >>> add(1, "2")
    3
    """
    return a + b


class Rate:
    def at(self, day):
        """
        >>> Rate().at(1)
        >>> print("many\\nlines")
        many
        """
        return 1.5
