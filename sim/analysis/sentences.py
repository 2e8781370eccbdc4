"""What an analysis found, in sentences: nothing is claimed that the runs cannot tell from chance."""

from __future__ import annotations

from sim.analysis.boxes import Box, Limit
from sim.analysis.conditions import Clause, Condition
from sim.analysis.discovery import Discovery
from sim.analysis.sensitivity import Effect, Sensitivity
from sim.analysis.stability import Stability
from sim.analysis.swings import Swing
from sim.analysis.tradeoffs import Choice, TradeOff
from sim.analysis.what_if import Change, Nearest, WhatIf
from sim.analysis.wording import factor_words, outcome_unit, outcome_words, rounded, short, with_unit
from sim.words import capital, joined, percent, signed

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
        return f"{such} in {share}. No box singles them out: {found.reason}."
    box = found.box
    limits = joined([limit_words(limit) for limit in box.limits])
    return f"{such} in {percent(box.density)} of the runs in which {limits}, against {share}. {_inside(box)}"


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
    low, high = (None if end is None else _number(limit, end) for end in (limit.low, limit.high))
    if low and high:
        return f"{name} between {low} and {high}"
    return f"{name} at least {low}" if low else f"{name} at most {high}"


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
    if not found.clear:
        return f"{name}: no factor can be told from one that does nothing. {_luck_words(found)}".strip()
    most = joined([_effect_words(effect, found) for effect in found.clear[:MOST_NAMED]])
    grey = len(found.effects) - len(found.clear)
    rest = f" {grey} of {len(found.effects)} factors cannot be told from ones that do nothing." if grey else ""
    return f"{name} hinges most on {most}.{rest} {_luck_words(found)}".strip()


def _effect_words(effect: Effect, found: Sensitivity) -> str:
    strength = effect.measure(found.ranked_by)
    unit = outcome_unit(found.outcome)
    way = _way_words(effect.swing, unit)
    if found.ranked_by == "effect":
        return f"{effect.factor.name} ({with_unit(strength.value, unit)} over its range; {way})"
    return f"{effect.factor.name} ({percent(max(strength.value, 0))} of the variance; {way})"


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


def stability_sentence(found: Stability) -> str:
    """Say whether two halves of the runs agree on what matters."""
    agree = f"the two halves of the {found.halves} share {found.top_shared} of their {found.top} strongest factors"
    if found.spearman != found.spearman:
        return f"{capital(agree)}."
    return f"{capital(agree)}; the order of those that are clear agrees to {found.spearman:.2f} (rank correlation)."


def what_if_sentence(condition: Condition, found: WhatIf) -> str:
    """Say what would have to be true for such a run."""
    such = condition_words(condition)
    if found.nearest is None or found.fewest is None:
        return f"In no run {such}."
    answers = [f"The nearest run in which {such}: {_moves(found.nearest)}."]
    # where factors are left out, a run with few changes owes what it is to them
    if found.fewest.row != found.nearest.row and not found.left_out:
        answers.append(f"With the fewest changes: {_moves(found.fewest)}.")
    if found.left_out:
        answers.append(f"The other {found.left_out} factors, of which none is clearly at work, stand anywhere there.")
    return " ".join(answers)


def _moves(nearest: Nearest) -> str:
    moved = nearest.moved[:MOST_NAMED]
    if not moved:
        return "nothing that matters has to change"
    words = joined([_change_words(change) for change in moved])
    left = len(nearest.moved) - len(moved)
    return words + (f" and {left} more" if left else "")


def _change_words(change: Change) -> str:
    before, after = (_value_words(change, value) for value in (change.before, change.after))
    return f"{change.factor.name} {after} instead of {before}"


def _value_words(change: Change, value: object) -> str:
    if isinstance(value, float):
        return with_unit(rounded(value, change.factor), change.factor.unit)
    return str(value)


def trade_off_sentence(found: TradeOff) -> str:
    """Say which choices are efficient, and how sure that is."""
    names = joined([outcome_words(name) for name in found.outcomes])
    efficient = found.efficient
    some = f"{len(efficient)} of {len(found.choices)} choices are efficient in {names}"
    unsure = "" if found.paired else " Choices did not meet the same worlds, so luck and facts tell here too."
    best = joined([_choice_words(choice) for choice in efficient[:MOST_NAMED]])
    more = f" and {len(efficient) - MOST_NAMED} more" if len(efficient) > MOST_NAMED else ""
    return f"{some}: {best}{more}.{unsure}"


def _choice_words(choice: Choice) -> str:
    values = ", ".join(
        f"{name} {short(value) if isinstance(value, float) else value}" for name, value in choice.values.items()
    )
    sure = "" if choice.sure != choice.sure else f" (in {percent(choice.sure)} of draws of the worlds)"
    return f"{values}{sure}"
