"""How a validation is written: limits, bands, shares, tables."""

from __future__ import annotations

from collections.abc import Sequence
from math import isinf, isnan

from sim.tables.rows import ClaimRow
from sim.types import PER_CENT
from sim.validation.checks import NOT_READ, Finding


def limits(finding: Finding) -> str:
    """Write the limits of a check: 6 to 8, at least 1, at most 3, or 6."""
    low, high = finding.check.limits
    if isinf(high):
        return f"at least {number(low)}"
    if isinf(low):
        return f"at most {number(high)}"
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def model(finding: Finding) -> str:
    """Write the band of the model: the median, and the 10-90 % band in brackets where there is one."""
    low, median, high = (number(point) for point in finding.band)
    return median if low == median == high else f"{median} ({low} to {high})"


def share(finding: Finding) -> str:
    """Write in how many samples a check holds, in per cent."""
    return NOT_READ if finding.verdict == NOT_READ else f"{PER_CENT * finding.holds:.0f} %"


def number(value: float) -> str:
    """Write a number with three figures that matter, without zeros at the end; a dash where there is none."""
    if isnan(value):
        return "-"
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def check_of(claim: ClaimRow) -> tuple[str, ...]:
    """The checks that decide a claim."""
    return tuple(name.strip() for name in claim.check.split(";") if name.strip())


def markdown(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table of a page."""
    ruled = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |" for cells in ruled) + "\n"
