"""Outcomes, factors and numbers as a reader would say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.names import in_sentence
from sim.outcomes import LABELS, UNITS
from sim.sweep.columns import ALONE, whose

if TYPE_CHECKING:
    from sim.sweep.factors import Factor

SHARES = ("fraction", "share", "probability")
"""Units that begin with one of these are said in per cent."""

FIGURES = 1000
"""From here on a number is written whole, with commas."""

SILENT = ("ratio", "elasticity", "times")
"""Units that nobody says after a number."""

STEPS = 40
"""Limits are rounded to about a fortieth of the range: nobody knows them better."""


def outcome_words(column: str) -> str:
    """Say the column of an outcome: growth lost over two years of the United States."""
    name, *rest = column.split(".")
    if name not in LABELS:
        return column
    return whose(in_sentence(ALONE.get(name, LABELS[name].split(":")[0])), rest)


def outcome_unit(column: str) -> str:
    """Unit of an outcome's column; empty where none is known."""
    return UNITS.get(column.split(".")[0], "")


def short(number: float) -> str:
    """Write a number with three figures that matter and no idle zeros."""
    if not np.isfinite(number):
        return "-"
    return f"{number:,.0f}" if abs(number) >= FIGURES else f"{number + 0.0:.3g}"


def with_unit(number: float, unit: str) -> str:
    """Write a number with its unit, per cent for shares."""
    if is_share(unit):
        rest = unit.split(" ", 1)[1:] if " " in unit else []
        return " ".join([f"{short(100 * number)} %", *(one for one in rest if one.startswith("a "))])
    return f"{short(number)} {'' if unit in SILENT else unit}".rstrip()


def range_with_unit(low: float, high: float, unit: str) -> str:
    """Write a range with its unit: 5 to 16 %."""
    end = with_unit(high, unit)
    start = short(100 * low) if is_share(unit) else short(low)
    return end if end.split(" ")[0] == start else f"{start} to {end}"


def is_share(unit: str) -> bool:
    """Whether a unit is a share, which people say in per cent."""
    return unit.split(" ")[0] in SHARES


def rounded(number: float, factor: Factor) -> float:
    """Round a limit to a step of 1, 2 or 5 times a power of ten, about a fortieth of the factor's range; lists stay."""
    if factor.listed:
        return number
    low, _, high = factor.axis.ends
    least = (high - low) / STEPS
    power = 10.0 ** np.floor(np.log10(least))
    step = power * next(one for one in (1, 2, 5, 10) if one * power >= least * 0.999)
    return float(f"{round(number / step) * step:.12g}")


def factor_words(factor: Factor) -> str:
    """Say a factor: its label as it stands inside a sentence, or its name."""
    label = in_sentence(factor.label.strip().rstrip(".")) if factor.label else ""
    return label or factor.name.replace("_", " ")
