"""An analysis as tables: what is printed of it in a line, in full."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.resampling import Estimate
    from sim.analysis.sensitivity import Effect
    from sim.analysis.study import Analysis, OutcomeStudy
    from sim.analysis.tradeoffs import TradeOff

BOX = ("factor", "role", "low", "high", "values", "unit", "chance", "reproduced")
CHANGES = ("answer", "run", "factor", "role", "before", "after", "unit", "distance", "moved")


def tables(analysis: Analysis, runs: np.ndarray) -> dict[str, pd.DataFrame]:
    """All tables of an analysis by name; those with nothing in them are left out. runs: the numbers of its rows."""
    import pandas as pd

    made: dict[str, list[dict[str, Any]]] = {
        "sensitivity": [row for one in analysis.outcomes for row in _sensitivity(one)],
        "values": [row for one in analysis.outcomes for row in _values(one)],
        "stability": [row for one in analysis.outcomes for row in _stability(one)],
        "convergence": [row for one in analysis.outcomes for row in _convergence(one)],
        "box": list(_box(analysis)),
        "what_if": list(_what_if(analysis, runs)),
        "choices": [] if analysis.trade_off is None else list(_choices(analysis.trade_off)),
    }
    return {name: pd.DataFrame(rows) for name, rows in made.items() if rows}


def _sensitivity(study: OutcomeStudy) -> Iterator[dict[str, Any]]:
    """One row for each factor, strongest first."""
    found = study.sensitivity
    for rank, effect in enumerate(found.effects, start=1):
        yield {
            "outcome": found.outcome,
            "rank": rank,
            "factor": effect.factor.name,
            "role": effect.factor.role,
            "clear": not effect.grey,
            **_strengths(effect),
            **_estimate("change", effect.swing.change),
            "low_end": effect.swing.low_end,
            "high_end": effect.swing.high_end,
            "mean_at_low_end": effect.swing.low,
            "mean_at_high_end": effect.swing.high,
        }


def _strengths(effect: Effect) -> dict[str, float]:
    known = {"first": effect.first, "total": effect.total, "whole": effect.whole, "effect": effect.effect}
    told = {
        key: number for name, one in known.items() if one is not None for key, number in _estimate(name, one).items()
    }
    return told | ({"effect_spread": effect.spread} if effect.effect is not None else {})


def _values(study: OutcomeStudy) -> Iterator[dict[str, Any]]:
    """One row for each listed value of each factor."""
    for effect in study.sensitivity.effects:
        for one in effect.swing.means:
            named = {"outcome": study.sensitivity.outcome, "factor": effect.factor.name, "value": one.value}
            yield named | _estimate("mean", one.mean)


def _stability(study: OutcomeStudy) -> Iterator[dict[str, Any]]:
    """One row for each factor: its places in all runs and in either half."""
    if study.stability is not None:
        halves = study.stability.halves
        for rank in study.stability.ranks:
            places = {"rank": rank.overall, "rank_in_one_half": rank.first, "rank_in_the_other": rank.second}
            yield {"outcome": study.sensitivity.outcome, "factor": rank.factor, "halves_of": halves} | places


def _convergence(study: OutcomeStudy) -> Iterator[dict[str, Any]]:
    """One row for each factor and part of the runs."""
    for step in study.convergence:
        for factor, strength in step.strengths.items():
            named = {"outcome": study.sensitivity.outcome, "runs": step.runs, "factor": factor}
            yield named | _estimate(study.sensitivity.ranked_by, strength)


def _box(analysis: Analysis) -> Iterator[dict[str, Any]]:
    """One row for each limit."""
    box = analysis.discovery.box
    for limit in () if box is None else box.limits:
        values = ", ".join(map(str, limit.values)) if limit.codes else ""
        ends = limit.factor.name, limit.factor.role, limit.low, limit.high, values, limit.factor.unit
        yield dict(zip(BOX, (*ends, limit.chance, limit.reproduced), strict=True))


def _what_if(analysis: Analysis, runs: np.ndarray) -> Iterator[dict[str, Any]]:
    """One row for each factor of both answers."""
    answers = (("nearest", analysis.what_if.nearest), ("fewest changes", analysis.what_if.fewest))
    for answer, found in answers:
        if found is None:
            continue
        for change in found.changes:
            told = change.factor.name, change.factor.role, change.before, change.after, change.factor.unit
            row = (answer, int(runs[found.row]), *told, change.distance, change.moved)
            yield dict(zip(CHANGES, row, strict=True))


def _choices(found: TradeOff) -> Iterator[dict[str, Any]]:
    """One row for each choice, efficient ones first."""
    efficient = found.efficient
    others = [choice for choice in found.choices if not choice.efficient]
    for choice in (*efficient, *others):
        means = {key: number for name, one in choice.means.items() for key, number in _estimate(name, one).items()}
        told = {"efficient": choice.efficient, "efficient_share_of_draws": choice.sure, "worlds": choice.worlds}
        yield dict(choice.values) | means | told


def _estimate(name: str, one: Estimate) -> dict[str, float]:
    return {name: one.value, f"{name}_low": one.low, f"{name}_high": one.high}
