"""Money with faults planted in it.

>>> add(1, 1)
3
"""


def add(a, b):
    return a + b


def parse(text):
    """Reads an amount.

    >>> parse("1.00")
    100
    """
    amount, currency = text.split(" ")
    return int(amount.replace(".", "")), currency


def convert(amounts, rates):
    return [amount * rate_of(rates, currency) for amount, currency in amounts]


def rate_of(rates, currency):
    return rates[currency]
