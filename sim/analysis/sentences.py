"""What an analysis found, in sentences: nothing is claimed that the runs cannot tell from chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis.boxes import Box, Limit
from sim.analysis.conditions import Clause, Condition
from sim.analysis.discovery import Discovery
from sim.analysis.sample import ordered
from sim.analysis.sensitivity import Effect, Sensitivity
from sim.analysis.stability import Stability
from sim.analysis.swings import Swing
from sim.analysis.what_if import Change, Move, Nearest, WhatIf
from sim.analysis.wording import factor_words, outcome_unit, outcome_words, rounded, short, with_unit
from sim.words import capital, joined, percent, signed

if TYPE_CHECKING:
    from sim.sweep.factors import Factor

SIGN_WORDS = {
    ">=": "{} or more",
    "<=": "{} or less",
    ">": "more than {}",
    "<": "less than {}",
    "==": "{}",
    "!=": "not {}",
}
"""How a number after a sign is said."""

NO_LUCK = 0.0005
"""A smaller share of the variance is not worth a word."""

MOST_NAMED = 5
"""Factors that a sentence names at most."""


LEAST_FLOOR = 0.02
"""A smaller share that could not be seen is not worth a word."""

MOST_VALUES = 3
"""Listed values that a limit names one by one."""


def condition_words(condition: Condition) -> str:
    """Say a condition: growth lost over two years (United States) is 1 % of GDP or more."""
    return f" {condition.joint} ".join(_clause_words(clause) for clause in condition.clauses)


def _clause_words(clause: Clause) -> str:
    number = with_unit(clause.bound, outcome_unit(clause.outcome))
    return f"{outcome_words(clause.outcome)} is {SIGN_WORDS[clause.sign].format(number)}"


def discovery_sentence(condition: Condition, found: Discovery) -> str:
    """Say which limits single such runs out, or why none do."""
    such = capital(condition_words(condition))
    share = f"{percent(found.base_rate)} of all {found.runs:,} runs"
    if found.box is None:
        return f"{such} in {share}. No box singles them out: {found.reason}.{_tie_words(condition)}"
    box = found.box
    limits = joined([limit_words(limit) for limit in box.limits])
    told = f"{such} in {percent(box.density)} of the runs in which {limits}, against {share}."
    return f"{told} {_inside(box)}{_tie_words(condition)}"


def _tie_words(condition: Condition) -> str:
    if not condition.tied:
        return ""
    return " So many runs tie that no cut comes nearer to the worst fifth; --where asks about other runs."


def _inside(box: Box) -> str:
    found = f"{percent(box.coverage)} of such runs lie there, where {percent(box.mass)} of all runs do."
    if box.held_out_density != box.held_out_density:
        return found
    return (
        f"{found} Boxes found in one half of the runs hold {percent(box.held_out_coverage)} of such runs of the other"
        f" half, and {percent(box.held_out_density)} of what is in them is such."
    )


def limit_words(limit: Limit) -> str:
    """Say a limit: `approval_rate_tight` (share of due applications approved a month) is at most 12 %."""
    name = f"{_named(limit)} is"
    if limit.codes:
        return f"{name} {joined(list(limit.values), last='or')}"
    if limit.factor.listed:
        return f"{name} {_listed_words(limit)}"
    low, high = (None if end is None else _number(limit, end) for end in (limit.low, limit.high))
    if low and high:
        return f"{name} between {low} and {high}"
    return f"{name} at least {low}" if low else f"{name} at most {high}"


def _listed_words(limit: Limit) -> str:
    """Say which of its listed numbers a limit allows; of many, from which to which."""
    values = ordered(limit.factor)
    allowed = [_number(limit, float(value)) for value in values[limit.allows(values)]]
    if len(allowed) <= MOST_VALUES:
        return joined(allowed, last="or")
    if limit.low is not None and limit.high is not None:
        return f"between {allowed[0]} and {allowed[-1]}"
    return f"at least {allowed[0]}" if limit.high is None else f"at most {allowed[-1]}"


def _named(limit: Limit) -> str:
    words = factor_words(limit.factor)
    name = limit.factor.name
    return name if words == name.replace("_", " ") else f"{name} ({words})"


def _number(limit: Limit, end: float) -> str:
    return with_unit(rounded(end, limit.factor), limit.factor.unit)


def sensitivity_sentence(found: Sensitivity) -> str:
    """Say what matters most, what cannot be told from nothing, and how much is luck."""
    name = capital(outcome_words(found.outcome))
    if found.deviation == 0:
        return f"{name} is the same in all runs."
    unit = outcome_unit(found.outcome)
    if found.hardly:
        spread, size = with_unit(found.deviation, unit), short(found.size)
        return f"{name} hardly differs between runs: by {spread} (standard deviation), where it is about {size}."
    words = [_strongest_words(found, name), _grey_words(found), _luck_words(found), _seed_words(found)]
    return " ".join(filter(None, words))


def _strongest_words(found: Sensitivity, name: str) -> str:
    if not found.clear:
        return f"{name}: no factor can be told from one that does nothing."
    if not found.told:
        return f"{name}: no factor answers for as much as 1 % of the variance over the ranges tried."
    first, *others = found.told[:MOST_NAMED]
    of = "" if found.ranked_by == "effect" else " of its variance over the ranges tried"
    told = [_effect_words(first, found, of), *(_effect_words(one, found) for one in others)]
    return f"{name} hinges most on {joined(told)}."


def _grey_words(found: Sensitivity) -> str:
    """Say how many factors are grey, and how small a share would have been seen."""
    grey = len(found.effects) - len(found.clear)
    if not grey or not found.clear:
        return _floor_words(found) if grey else ""
    factors = "factor" if len(found.effects) == 1 else "factors"
    told = f"{grey} of {len(found.effects)} {factors} cannot be told from ones that do nothing."
    return f"{told} {_floor_words(found)}".strip()


def _floor_words(found: Sensitivity) -> str:
    if not found.floor >= LEAST_FLOOR:
        return ""
    who = "Facts met few worlds here, which" if found.layout == "crossed" else "These runs"
    return f"{who} would not show a share under about {percent(found.floor)}: grey does not mean idle."


def _effect_words(effect: Effect, found: Sensitivity, of: str = "") -> str:
    strength = effect.measure(found.ranked_by)
    unit = outcome_unit(found.outcome)
    way = _way_words(effect.swing, unit)
    if found.ranked_by == "effect":
        return f"{effect.factor.name} ({with_unit(strength.value, unit)} over its range; {way})"
    return f"{effect.factor.name} ({percent(strength.value)}{of}; {way})"


def _way_words(swing: Swing, unit: str) -> str:
    """Say which way a factor moves the outcome, if either."""
    change = swing.change
    if change.sure and change.low <= 0 <= change.high:
        return "neither up nor down on the whole"
    return f"{signed(change.value)} {unit}".rstrip() + f" at {swing.high_end} against {swing.low_end}"


def _luck_words(found: Sensitivity) -> str:
    if found.luck is None:
        return ""
    if found.luck.value < NO_LUCK:
        return "Luck plays no part in it."
    return f"Luck alone makes {percent(found.luck.value)} of the variance of single runs."


def _seed_words(found: Sensitivity) -> str:
    """Say on which luck it all rests, where it is not luck at large."""
    if found.unpaired:
        return (
            "Points that are held against each other had other luck, one run each, so that luck cannot be told from "
            "effects: sweep again with paired luck."
        )
    if not found.seeds or (found.luck is not None and found.luck.value < NO_LUCK):
        return ""
    seeds = "this one seed" if found.seeds == 1 else f"these {found.seeds} seeds"
    return f"All points share {seeds}: intervals are for no other luck, which may put the factors in another order."


def stability_sentence(found: Stability) -> str:
    """Say whether two halves of the runs agree on what matters."""
    told = []
    if found.top == 1:
        told.append("name the same strongest factor" if found.top_shared else "do not name the same strongest factor")
    elif found.top:
        told.append(f"share {found.top_shared} of their {found.top} strongest factors")
    if found.spearman == found.spearman:
        told.append(f"agree to {found.spearman:.2f} in the order of the clear ones (rank correlation)")
    unit = outcome_unit(found.outcome)
    one, other = (with_unit(end, unit) if found.measure == "effect" else percent(max(end, 0)) for end in found.pair)
    if one != other:
        told.append(f"differ most on {found.furthest}, {one} against {other}")
    return f"The two halves of the {found.halves} {joined(told)}." if told else ""


def what_if_sentence(condition: Condition, found: WhatIf) -> str:
    """Say what would have to be true for such runs to be likely, and which one lies nearest to the base case."""
    such = condition_words(condition)
    if not found.share:
        return f"In no run {such}."
    if not found.matters:
        return "Nothing that varied makes such runs clearly more or less likely, so nothing can be said."
    here = (
        f"Near the base case {percent(found.at_base)} of runs are such (of the {found.near:,} nearest), "
        f"against {percent(found.share)} of all."
    )
    return " ".join(filter(None, (here, _way_in(found), _nearest_words(found))))


def _way_in(found: WhatIf) -> str:
    """Say what it takes to come from the base case into the box."""
    box = found.box
    if box is None:
        return "No limits were found within which such runs would be likely in new runs too."
    new = box.held_out_density
    less = f" (in new runs {percent(new)})" if new < box.density else ""
    shares = f"{percent(box.density)} of runs are such{less}"
    if not found.moves:
        where = "at the edge of" if found.at_edge else "within"
        base = joined([f"{one.name} {value_words(one, value)}" for one, value in _stands(found)])
        return f"Nothing would have to change: the base case ({base}) lies {where} the limits in which {shares}."
    changes = joined([f"{limit_words(move.limit)} instead of {_value_words(move)}" for move in found.moves])
    stays = joined([limit_words(limit) for limit in found.met])
    also = f", and as in the base case {stays}" if stays else ""
    return f"What would have to be true: {changes}{also}. There {shares}."


def _stands(found: WhatIf) -> list[tuple[Factor, object]]:
    """Factors of the box with their values in the base case."""
    return [(limit.factor, found.stands[limit.factor.name]) for limit in found.met if limit.factor.name in found.stands]


def _nearest_words(found: WhatIf) -> str:
    """Name the nearest run for what it is."""
    one = found.nearest
    if one is None:
        return ""
    number = f" (number {one.run}, seed {one.seed})" if one.run >= 0 else ""
    return f"The nearest such run that happened{number}, one run with its own luck: {_moves(one)}."


def _moves(nearest: Nearest) -> str:
    moved = nearest.moved[:MOST_NAMED]
    if not moved:
        return "all that matters is as in the base case"
    words = joined([_change_words(change) for change in moved])
    left = len(nearest.moved) - len(moved)
    return words + (f" and {left} more" if left else "")


def _change_words(change: Change) -> str:
    return f"{change.factor.name} {value_words(change.factor, change.after)} instead of {_value_words(change)}"


def _value_words(one: Change | Move) -> str:
    return value_words(one.factor, one.before)


def value_words(factor: Factor, value: object) -> str:
    """Say a value of a factor."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return with_unit(rounded(float(value), factor), factor.unit)
    return str(value)
