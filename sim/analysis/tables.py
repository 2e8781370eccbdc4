"""An analysis as tables: what is printed of it in a line, in full."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.sentences import limit_words

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.gains import Gain
    from sim.analysis.replies import Replies
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
        "choices": [row for one in analysis.trade_offs for row in _choices(one)],
        "replies": [row for one in analysis.replies for row in _replies(one)],
        "gains": [_gain(one) for one in analysis.gains],
    }
    return {name: pd.DataFrame(rows) for name, rows in made.items() if rows}


def _sensitivity(study: OutcomeStudy) -> Iterator[dict[str, Any]]:
    """One row for each factor, strongest first."""
    found = study.sensitivity
    told = {effect.factor.name for effect in found.told}
    for rank, effect in enumerate(found.effects, start=1):
        yield {
            "outcome": found.outcome,
            "rank": rank,
            "factor": effect.factor.name,
            "role": effect.factor.role,
            "clear": effect.factor.name in told,
            "too_small_to_matter": not effect.grey and effect.factor.name not in told,
            "smallest_share_that_shows": effect.floor,
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
    """One row for each factor and way to halve: its places in all runs and in either half."""
    for found in study.stabilities:
        for rank in found.ranks:
            places = {"rank": rank.overall, "rank_in_one_half": rank.first, "rank_in_the_other": rank.second}
            yield {"outcome": study.sensitivity.outcome, "factor": rank.factor, "halves_of": found.halves} | places


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
    """One row for each factor of the nearest run, and for each limit that the base case does not meet."""
    nearest = analysis.what_if.nearest
    for change in () if nearest is None else nearest.changes:
        assert nearest is not None
        told = change.factor.name, change.factor.role, change.before, change.after, change.factor.unit
        row = ("nearest run", int(runs[nearest.row]), *told, change.distance, change.moved)
        yield dict(zip(CHANGES, row, strict=True))
    for move in analysis.what_if.moves:
        one = move.factor
        limit = one.name, one.role, move.before, limit_words(move.limit), one.unit, move.distance, True
        yield dict(zip(CHANGES, ("into the box", "", *limit), strict=True))


def _choices(found: TradeOff) -> Iterator[dict[str, Any]]:
    """One row for each choice, efficient ones first."""
    efficient = found.efficient
    others = [choice for choice in found.choices if not choice.efficient]
    for choice in (*efficient, *others):
        means = {key: number for name, one in choice.means.items() for key, number in _estimate(name, one).items()}
        told = {"efficient": choice.efficient, "efficient_share_of_draws": choice.sure, "worlds": choice.worlds}
        yield {"chooser": found.chooser} | dict(choice.values) | means | told


def _replies(found: Replies) -> Iterator[dict[str, Any]]:
    """One row for each pair of choices: what either side gets, whether it replies best, and whether both do."""
    one, other = found.rows, found.columns
    for row, column in np.ndindex(*found.equilibria.shape):
        told: dict[str, Any] = {**one.choices[row], **other.choices[column]}
        for side in (one, other):
            told[side.outcome] = float(side.means[row, column])
            told[f"{side.chooser}_replies_best"] = bool(side.best[row, column])
            told[f"{side.chooser}_share_of_draws"] = float(side.sure[row, column])
        told |= {"judged_by": one.outcome.split(".")[0], "equilibrium": bool(found.equilibria[row, column])}
        yield told | {"equilibrium_share_of_draws": float(found.sure[row, column]), "worlds": found.worlds}


def _gain(one: Gain) -> dict[str, Any]:
    named = {"factor": one.factor.name, "by": one.factor.by, "outcome": one.outcome}
    told = named | {"value": one.value, "against": one.against} | _estimate("gain", one.gain)
    cost = {} if one.cost is None else _estimate("cost", one.cost) | {"cost_of_a_unit_gained": one.price}
    return told | {"helped": one.helped, "worst": one.worst, "worlds": one.worlds} | cost


def _estimate(name: str, one: Estimate) -> dict[str, float]:
    return {name: one.value, f"{name}_low": one.low, f"{name}_high": one.high}
