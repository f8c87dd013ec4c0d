from typing import overload


class Rate:
    value: float

    @overload
    def at(self, day: int) -> float: ...
    @overload
    def at(self, day: str) -> float: ...
    def at(self, day: int | str) -> float:
        return self.value


Rate().at(None)


class Sub(Rate):
    def at(self, day: bytes) -> float:
        return 1.0
