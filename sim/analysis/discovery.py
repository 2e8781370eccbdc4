"""Which facts and choices make runs of some kind: a box found by PRIM, kept only as far as it is not chance.

The box is found by the Patient Rule Induction Method (Friedman and Fisher 1999; Bryant and Lempert 2010 for scenarios)
of ema_workbench. Four steps of ours make it honest. Factors that cannot be told from idle ones are left out first, for
PRIM among two hundred of them takes in a dozen by chance. Of the boxes on its way the one is kept whose inside agrees
best with what is meant (phi). Limits that chance explains, and limits that most halves of the runs do not find again,
are dropped. And coverage and density are also told for runs that a box has not seen.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.boxes import Box, Cases, Limit, agreement, judged, with_chances
from sim.analysis.resampling import CONFIDENCE, orders
from sim.types import Array, Index

if TYPE_CHECKING:
    from sim.sweep.factors import Factor

MOST_FACTORS = 6
"""Factors that a box is looked for in: nobody reads a sentence with more."""

MOST_CASES = 3000
"""Runs that are peeled; the box is then judged by all."""

HALVES = 8
"""Halves of the runs in which the box is looked for again."""

REPRODUCED = 0.5
"""Share of halves that must find a limit again."""

SMALLEST_MASS = 0.05
"""Share of runs that a box holds at least, where as many are meant."""

FEWEST_MEANT = 10
"""With fewer runs of the kind that is meant, or of the other, no box is looked for."""

LEAST_LIFT = 1.5
"""How many times likelier such runs are in a box, judged by runs that it has not seen, for the box to be a finding."""

CHANCE = 1 - CONFIDENCE
"""A limit that chance explains as often as this is dropped."""


@dataclass(frozen=True)
class Discovery:
    """The box, or None and the `reason` why there is none. considered: factors clearly at work, strongest first."""

    box: Box | None
    considered: tuple[str, ...]
    base_rate: float
    runs: int
    reason: str = ""


def discover(cases: Cases, names: tuple[str, ...]) -> Discovery:
    """Find the box in which runs of the kind that is meant lie.

    names: the factors that are clearly at work (see `screened` in sim.analysis.study), strongest first.
    """
    meant = int(cases.meant.sum())
    if min(meant, len(cases.meant) - meant) < FEWEST_MEANT:
        return _nothing(cases, (), f"{meant} of {len(cases.meant)} runs are such: too few, or too many, for a box")
    names = names[:MOST_FACTORS]
    if not names:
        return _nothing(cases, (), "no factor makes such runs clearly more or less likely")
    few = cases.of_factors(names)
    limits = _kept(best_box(few), few)
    coverage = density = np.nan
    if limits:
        again, coverage, density = _halves(few, limits)
        limits = _kept(tuple(limit for limit in again if limit.reproduced >= REPRODUCED), few)
    if not limits:
        return _nothing(cases, names, "no limit on them holds beyond chance")
    box = replace(judged(limits, few), held_out_coverage=coverage, held_out_density=density)
    if not holds_in_new_runs(box):
        return _nothing(cases, names, "none was found that would hold in new runs")
    return Discovery(box, names, cases.base_rate, len(cases.meant))


def holds_in_new_runs(box: Box) -> bool:
    """Whether runs that boxes have not seen are clearly likelier to be such inside; true where none were left to ask.

    Where most runs are such anyway, the others must be as much less likely.
    """
    if not np.isfinite(box.held_out_density):
        return True
    if box.base_rate > 1 / 2:
        return 1 - box.held_out_density <= (1 - box.base_rate) / LEAST_LIFT
    return box.held_out_density >= LEAST_LIFT * box.base_rate


def best_box(cases: Cases) -> tuple[Limit, ...]:
    """The box on PRIM's way, without limits that chance explains, that agrees best with what is meant."""
    boxes = [_kept(limits, cases) for limits in _peeled(cases)]
    return max(boxes, key=lambda limits: (round(agreement(limits, cases), 3), -len(limits)), default=())


def _kept(limits: Sequence[Limit], cases: Cases) -> tuple[Limit, ...]:
    """Drop limits that chance explains, the likeliest first, corrected for how many factors were tried."""
    left = with_chances(limits, cases)
    while left:
        likeliest = max(left, key=lambda limit: limit.chance)
        if likeliest.chance * len(cases.factors) < CHANCE:
            break
        left = with_chances([limit for limit in left if limit is not likeliest], cases)
    return left


def _halves(cases: Cases, limits: Sequence[Limit]) -> tuple[tuple[Limit, ...], float, float]:
    """Look for the box in halves of the runs: limits with how often they are found, held-out coverage and density."""
    units, places = np.unique(cases.units, return_inverse=True)
    if len(units) < 2:
        return tuple(replace(limit, reproduced=1.0) for limit in limits), np.nan, np.nan
    again: list[tuple[Limit, ...]] = []
    judgements = []
    for order in orders("halves of the runs", len(units), HALVES).T:
        half = np.isin(places.reshape(-1), order[: len(units) // 2])
        if _both_kinds(cases.rows(half)) and _both_kinds(cases.rows(~half)):
            again.append(best_box(cases.rows(half)))
            judgements.append(judged(again[-1], cases.rows(~half)))
    if not again:
        return tuple(replace(limit, reproduced=0.0) for limit in limits), np.nan, np.nan
    told = [replace(limit, reproduced=float(np.mean([_limits_so(limit, one) for one in again]))) for limit in limits]
    coverage, density = (float(np.mean([getattr(one, name) for one in judgements])) for name in ("coverage", "density"))
    return tuple(told), coverage, density


def _limits_so(limit: Limit, others: Sequence[Limit]) -> bool:
    return any(other.factor is limit.factor and limit.sides <= other.sides for other in others)


def _both_kinds(cases: Cases) -> bool:
    return 0 < int(cases.meant.sum()) < len(cases.meant)


def _nothing(cases: Cases, names: tuple[str, ...], reason: str) -> Discovery:
    return Discovery(None, names, cases.base_rate, len(cases.meant), reason)


def _peeled(cases: Cases) -> Iterator[tuple[Limit, ...]]:
    """Boxes on PRIM's way from all runs to the smallest, and back as far as it pastes."""
    chosen = cases.rows(_some(len(cases.meant)))
    if not _both_kinds(chosen):
        return
    with _quiet():
        from ema_workbench.analysis import prim

        least = max(min(SMALLEST_MASS, chosen.base_rate / 2), FEWEST_MEANT / len(chosen.meant))
        search = prim.Prim(_frame(chosen), chosen.meant.astype(np.intp), threshold=np.finfo(float).tiny, mass_min=least)
        found = search.find_box()
        boxes = [found.box_lims[step] for step in range(len(found.peeling_trajectory))]
        start = search.box_init
    for box in boxes:
        yield tuple(_limits(box, start, chosen.factors))


def _some(count: int) -> Index:
    """Which runs are peeled: all, or as many as is quick, evenly over the sweep."""
    return np.linspace(0, count - 1, min(count, MOST_CASES)).astype(np.intp)


def _frame(cases: Cases) -> Any:
    """The values as the workbench reads them: floats, and texts by their code for what has no order."""
    import pandas as pd

    columns = {f"x{place}": _column(factor, cases.values[:, place]) for place, factor in enumerate(cases.factors)}
    return pd.DataFrame(columns)


def _column(factor: Factor, column: Array) -> Any:
    return [str(int(code)) for code in column] if factor.texts else column.astype(np.float64)


def _limits(box: Any, start: Any, factors: Sequence[Factor]) -> Iterator[Limit]:
    """Read the workbench's box: what is as wide as all runs is no limit."""
    for place, factor in enumerate(factors):
        (low, high), (least, most) = box[f"x{place}"], start[f"x{place}"]
        if factor.texts:
            codes = tuple(sorted(int(code) for code in low)) if set(low) != set(least) else ()
            limit = Limit(factor, codes=codes)
        else:
            limit = Limit(factor, float(low) if low > least else None, float(high) if high < most else None)
        if limit.sides:
            yield limit


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the workbench's warnings of what it does without, and of pandas to come, from the user."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
