"""The chain's month in its two forms: the steps of NumPy that define it, and compiled loops where these are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache

from sim.chain import choice
from sim.chain import month as chain_month

NUMPY, LOOPS = "NumPy", "compiled loops"

SWITCHED: Mapping[str, Mapping[str, str]] = {NUMPY: {choice.SWITCH: "never"}, LOOPS: {choice.SWITCH: "always"}}
"""What a process of its own finds in its environment so that it lives in a form from the first month on."""


@cache
def loops() -> Callable[..., None] | None:
    """The compiled form, None where numba is missing; compiled the first time, which takes half a minute."""
    return choice.compiled_month()


def forms() -> tuple[str, ...]:
    """The forms that can be lived here, the quickest last."""
    return (NUMPY,) if loops() is None else (NUMPY, LOOPS)


@contextmanager
def lived_as(form: str) -> Iterator[None]:
    """Live every month in one form while this lasts; a process left to itself turns to loops once that pays."""
    usual, chosen = chain_month.month_of, None if form == NUMPY else loops()
    chain_month.month_of = lambda worlds: chosen
    try:
        yield
    finally:
        chain_month.month_of = usual
