from typing import Protocol

import requests
import yaml_that_is_not_there

from ledger.rates import Rate


class Sized(Protocol):
    def size(self) -> int: ...


class Box:
    def size(self) -> str:
        return "1"


def add(a: int, b: int) -> int:
    return a + b


def total(items: list[int]) -> int:
    result: str = add(1, 2)
    return result


def weigh(sized: Sized) -> int:
    return sized.size()


weigh(Box())
add("1", 2)
add(1, 2, 3)
rate = Rate()
rate.valu
x: int = None
reveal_type(add(1, 2))


def untyped(a):
    return a


y = 1  # type: ignore[assignment]
