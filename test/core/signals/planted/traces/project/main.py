import json


def rate(text):
    try:
        return json.loads(text)
    except ValueError as error:
        raise RuntimeError("no rate: " + text) from error


rate("nothing")
