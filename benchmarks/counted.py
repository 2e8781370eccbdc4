"""Arrays that count the bytes which NumPy reads and writes for them, to see how much memory a month touches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.forms import NUMPY, lived_as
from sim import arrays

MAKERS = ("zeros", "empty", "ones", "full", "array", "concatenate", "stack", "repeat", "arange")
"""Functions of NumPy that make arrays out of what is no array that counts."""

WALKS = ("take", "copy", "repeat", "cumsum", "sort", "argsort", "nonzero", "astype")
"""Methods that go through an array without being a ufunc."""


@dataclass
class Tally:
    """Bytes read and written so far, and how many passes over arrays that were."""

    read: float = 0.0
    written: float = 0.0
    passes: int = 0

    def count(self, given: Any, made: Any) -> None:
        """Add one pass: everything given is read once, everything made is written once."""
        self.read += _bytes(given)
        self.written += _bytes(made)
        self.passes += 1

    @property
    def touched(self) -> float:
        """Bytes read and written."""
        return self.read + self.written

    def as_it_is(self) -> tuple[float, float, int]:
        """What `go_back` takes."""
        return self.read, self.written, self.passes

    def go_back(self, before: tuple[float, float, int]) -> None:
        """Forget what was counted since."""
        self.read, self.written, self.passes = before


TALLY = Tally()


class Counted(np.ndarray):
    """An array whose operations are counted in `TALLY`, whatever they do."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **rest: Any) -> Any:
        """Do as any array, and count."""
        plain = [_plain(one) for one in inputs]
        into = None if out is None else tuple(_plain(one) for one in out)
        if "where" in rest:
            rest["where"] = _plain(rest["where"])
        made = getattr(ufunc, method)(*plain, **({"out": into} if into else {}), **rest)
        TALLY.count(plain, into if into else made)
        return out[0] if out is not None and len(out) == 1 else _counting(made)

    def __array_function__(self, function: Callable[..., Any], types: Any, given: Any, named: Any) -> Any:
        """Count a function of NumPy as one pass, whatever it is made of."""
        plain, rest = _plain(given), {name: _plain(value) for name, value in named.items()}
        before = TALLY.as_it_is()
        made = function(*plain, **rest)
        TALLY.go_back(before)  # what it is made of inside does not count again
        if function is np.take:
            TALLY.count(made, made)
        elif not _is_view(made, plain):
            TALLY.count((plain, tuple(value for name, value in rest.items() if name != "out")), made)
        return named["out"] if named.get("out") is not None else _counting(made)

    def __getitem__(self, key: Any) -> Any:
        """Count what is picked by rows or masks; a slice touches nothing."""
        found = _plain(self)[_plain(key)]
        if isinstance(found, np.ndarray) and not np.may_share_memory(found, _plain(self)):
            TALLY.count(found, found)
        return _counting(found)

    def __setitem__(self, key: Any, value: Any) -> None:
        """Count what is written."""
        target = _plain(self)
        target[_plain(key)] = _plain(value)
        chosen = target[_plain(key)]
        TALLY.count(_plain(value), chosen)


def _walking(name: str) -> Callable[..., Any]:
    def walk(self: Counted, *given: Any, **named: Any) -> Any:
        made = getattr(_plain(self), name)(
            *(_plain(one) for one in given), **{key: _plain(value) for key, value in named.items()}
        )
        TALLY.count(made if name == "take" else _plain(self), made)
        return named["out"] if named.get("out") is not None else _counting(made)

    return walk


for _name in WALKS:
    setattr(Counted, _name, _walking(_name))


@contextmanager
def counting() -> Iterator[Tally]:
    """Let every array that is made while this lasts count; the tally starts from nothing."""
    TALLY.go_back((0.0, 0.0, 0))
    makers = {name: getattr(np, name) for name in MAKERS}
    summed = arrays._Sums.of
    for name, make in makers.items():
        setattr(np, name, _making(make, fills=name != "empty"))
    arrays._Sums.of = _summing(summed)  # type: ignore[method-assign]
    try:
        with lived_as(NUMPY):
            yield TALLY
    finally:
        for name, make in makers.items():
            setattr(np, name, make)
        arrays._Sums.of = summed  # type: ignore[method-assign]


def _making(make: Callable[..., Any], fills: bool) -> Callable[..., Any]:
    """What makes arrays out of nothing writes them, unless it leaves them empty."""

    def made(*given: Any, **named: Any) -> Any:
        found = make(*given, **named)
        if isinstance(found, Counted):
            return found
        if fills and not _is_view(found, given):
            TALLY.count((), found)
        return _counting(found)

    return made


def _summing(of: Callable[..., Any]) -> Callable[..., Any]:
    """Sums over links read every member once and write every group once."""

    def summed(self: Any, values: Any) -> Any:
        before = TALLY.as_it_is()
        made = of(self, _plain(values))
        TALLY.go_back(before)
        TALLY.count(_plain(values), _plain(made))
        return _counting(made)

    return summed


def _plain(value: Any) -> Any:
    """The same without counting."""
    if isinstance(value, Counted):
        return value.view(np.ndarray)
    if isinstance(value, tuple | list):
        return type(value)(_plain(one) for one in value)
    return value


def _counting(value: Any) -> Any:
    if type(value) is np.ndarray and value.ndim:
        return value.view(Counted)
    return type(value)(_counting(one) for one in value) if type(value) in (tuple, list) else value


def _is_view(made: Any, given: Any) -> bool:
    """Whether a function only looked at what it was given in another shape."""
    if not isinstance(made, np.ndarray):
        return isinstance(made, tuple)
    return any(isinstance(one, np.ndarray) and np.may_share_memory(_plain(made), _plain(one)) for one in given)


def _bytes(value: Any) -> float:
    """Bytes of all arrays in a value; what is spread out over an axis lies in memory once."""
    if isinstance(value, np.ndarray):
        size = value.itemsize
        for length, step in zip(value.shape, value.strides, strict=True):
            size *= length if step else 1
        return float(size)
    return sum(_bytes(one) for one in value) if isinstance(value, tuple | list) else 0.0
