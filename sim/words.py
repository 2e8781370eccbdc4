"""Numbers and months as a reader would say them."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from sim.types import Array

MINUS = "\N{MINUS SIGN}"
TIMES = "\N{MULTIPLICATION SIGN}"
WHOLE = 99.95
"""From here on a change is written without decimals."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def month_words(month: str) -> str:
    """Write 2025-05 as May 2025."""
    return f"{MONTHS[int(month[5:7]) - 1]} {month[:4]}"


def percent(share: float) -> str:
    """Write a share as a percentage, with a decimal only where it is small."""
    number = 100 * share
    return f"{number:.1f} %" if 0 < abs(number) < 2 else f"{number:.0f} %"


def amount(number: float) -> str:
    """Write a number with two or three figures that matter."""
    if not math.isfinite(number):
        return "-"
    size = abs(number)
    if size >= 100:
        return f"{number:,.0f}"
    if size >= 10:
        return f"{number:.1f}".removesuffix(".0")
    return f"{number + 0.0:.2f}" if size >= 0.005 else "0"


def change(number: float) -> str:
    """Write a change with its sign, to a tenth or, from a hundred on, whole; 0 where there is none to see."""
    text = f"{abs(number):,.0f}" if abs(number) >= WHOLE else f"{abs(number):.1f}".removesuffix(".0")
    return "0" if text == "0" else f"{MINUS if number < 0 else '+'}{text}"


def signed(number: float) -> str:
    """Write a number with its sign, or 0."""
    text = amount(abs(number))
    return "0" if text in ("0", "0.00") else f"{MINUS if number < 0 else '+'}{text}"


def times(ratio: float) -> str:
    """Write a ratio: 3.1 times, or 12 times."""
    return f"{ratio:.0f} times" if ratio >= 9.95 else f"{ratio:.1f} times"


def middle(values: Array) -> Array:
    """Give the median over runs of values (month, run): (month,)."""
    median: Array = np.median(values, axis=-1)
    return median


def furthest(changes: Mapping[str, Array], besides: Collection[str], number: int) -> list[str]:
    """Name the lines (month, run) whose median moves furthest from 0, the furthest first, besides some."""
    others = [name for name in changes if name not in besides]
    return sorted(others, key=lambda name: -float(np.abs(middle(changes[name])).max()))[:number]


def joined(texts: Sequence[str], between: str = ", ", last: str = "and") -> str:
    """Join texts as a sentence does: a, b and c."""
    return f" {last} ".join(filter(None, (between.join(texts[:-1]), *texts[-1:])))


def capital(sentence: str) -> str:
    """Begin a sentence with a capital letter and leave the rest alone."""
    return sentence[:1].upper() + sentence[1:]
