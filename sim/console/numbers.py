"""Numbers as the command line writes them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.types import Array


def spread(values: Array, signed: bool = False) -> str:
    """Write numbers (run,) as one number, or as a median with its 10-90 % band."""
    from sim.labelled import quantiles

    low, median, high = (number(float(point), signed) for point in quantiles(values))
    return median if len(values) == 1 or low == median == high else f"{median} ({low} to {high})"


def median_and_band(values: Array) -> tuple[str, str]:
    """Write numbers (run,) as their median, and as a 10-90 % band, more roughly, where there is one."""
    from sim.labelled import quantiles

    low, median, high = (float(point) for point in quantiles(values))
    texts = number(low), number(median), number(high)
    narrow = len(values) == 1 or texts[0] == texts[1] == texts[2]
    rough = _rough(low), _rough(high)
    ends = (texts[0], texts[2]) if rough[0] == rough[1] else rough
    return texts[1], "" if narrow else " to ".join(ends)


def _rough(value: float) -> str:
    """Write a number of a band with about two figures that matter, to keep columns narrow."""
    size = abs(value)
    if not math.isfinite(value) or size < 2:
        return number(value)
    return f"{value:,.0f}" if size >= 10 else f"{value:.1f}"


def number(value: float, signed: bool = False) -> str:
    """Write a number with about three figures that matter; a dash for one that a run is too short to tell."""
    if not math.isfinite(value):
        return "-"
    size = abs(value)
    text = f"{size:,.0f}" if size >= 100 else f"{size:.1f}" if size >= 10 else f"{size:.2f}"
    if float(text.replace(",", "")) == 0:
        return "0"
    return ("-" if value < 0 else "+" if signed else "") + text
