import os
import sys, json


def long_function():
    """Nothing here is fine: error."""
    x = 1
    l = "a line that is much longer than eighty-eight characters, which is the limit of the formatter in use"
    if x == None:
        print(f"no placeholder")
    return undefined_name


def mutable(items=[]):
    try:
        items.append(1)
    except:
        pass
    return items
