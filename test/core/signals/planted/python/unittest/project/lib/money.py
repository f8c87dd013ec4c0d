def parse(text):
    return int(text)


def add(a, b):
    return a + b


def convert(rates, currency):
    return rates[currency]
