def fine(amount: int) -> int:
    """Nothing is wrong."""
    return amount
