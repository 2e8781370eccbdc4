"""What choices are worth, in sentences and rows: efficient ones, best replies, and each lever's gain and cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.sentences import value_words
from sim.analysis.wording import outcome_unit, outcome_words, short
from sim.names import the
from sim.words import MINUS, amount, joined, percent, signed

if TYPE_CHECKING:
    from sim.analysis.gains import Gain
    from sim.analysis.replies import Replies, Side
    from sim.analysis.tradeoffs import Choice, TradeOff

MOST_NAMED = 5
"""Choices that a sentence names at most."""

MOST_CHOICES = 4
"""Efficient choices that are all named; of more, the first few are."""

FIRST_CHOICES = 3
"""Efficient choices that are named where there are more."""

FEW_WORLDS = 10
"""Under so many worlds, shares of them are said with a warning."""

NO_PART = "Luck plays no part in it."

STEPS = {"payoff_sum": "Payoff counts rungs of the ladder, which come in steps: a best reply may stand just at a step."}
"""What has to be known of an outcome that best replies are judged by."""

MOST = 0.5
"""Share of the worlds above which a choice helps in most."""


def trade_off_sentence(found: TradeOff) -> str:
    """Say which choices of whom are efficient, and how sure that is."""
    names = joined([outcome_words(name) for name in found.outcomes])
    efficient = found.efficient
    whose = f" of {the(found.chooser)}" if found.chooser else " (of nobody in particular)"
    are = "is" if len(efficient) == 1 else "are"
    some = f"{len(efficient)} of {len(found.choices)} choices{whose} {are}"
    over = f", on average over {joined(found.others)}" if found.others else ""
    unsure = "" if found.paired else "Choices did not meet the same worlds, so luck and facts tell here too."
    shown = efficient if len(efficient) <= MOST_CHOICES else efficient[:FIRST_CHOICES]
    best = "; ".join(_choice_words(choice, found) for choice in shown)
    left = len(efficient) - len(shown)
    more = f"; and {left} more (choices.csv has them)" if left else ""
    told = f"{some} efficient in {names}{over}: {best}{more}."
    return " ".join(filter(None, (told, unsure, few_words(found.worlds, found.steady))))


def _choice_words(choice: Choice, found: TradeOff) -> str:
    factors = {one.name: one for one in found.levers}
    named = (
        f"{name} {value_words(factors[name], value) if name in factors else _short(value)}"
        for name, value in choice.values.items()
    )
    return ", ".join(named) + _sure_words(choice.sure, found.worlds, found.steady)


def _sure_words(sure: float, worlds: int, steady: bool) -> str:
    """Say in which share of draws of the worlds something comes out; nothing where worlds do not differ."""
    if steady or sure != sure:
        return ""
    which = f"only {worlds} worlds" if worlds < FEW_WORLDS else "the worlds"
    return f" (in {percent(sure)} of draws of {which})"


def few_words(worlds: int, steady: bool) -> str:
    """Say how little some worlds can tell of others, or that luck plays no part."""
    if steady:
        return NO_PART
    return "These are few worlds: others may tell another story." if 1 < worlds < FEW_WORLDS else ""


def _short(value: Any) -> str:
    return short(value) if isinstance(value, float) else str(value)


def replies_sentence(found: Replies) -> str:
    """Say what each side would choose against the other, and where both choices are best replies."""
    rows, columns = found.rows, found.columns
    by = outcome_words(rows.outcome.split(".")[0])
    replies = f"{_replies_words(rows, columns)}; {_replies_words(_turned(columns), rows)}"
    few = few_words(found.worlds, found.steady)
    return " ".join(filter(None, (f"Judged by {by}: {replies}.", _nash_words(found), steps_words(found), few)))


def steps_words(found: Replies) -> str:
    """Say what has to be known of the outcome that two sides are judged by; empty where nothing has."""
    return STEPS.get(found.rows.outcome.split(".")[0], "")


def _nash_words(found: Replies) -> str:
    if not found.cells:
        return "In no pair of choices is each the best reply to the other (no Nash equilibrium in pure strategies)."
    cells = [_cell_words(found, row, column) for row, column in found.cells[:MOST_NAMED]]
    more = f"; and {len(found.cells) - MOST_NAMED} more" if len(found.cells) > MOST_NAMED else ""
    return f"Each is the best reply to the other (Nash equilibrium) at {'; '.join(cells)}{more}."


def _turned(side: Side) -> Side:
    """A side with its own choices down and the other's across."""
    return replace(side, means=side.means.T, best=side.best.T, sure=side.sure.T)


def _replies_words(side: Side, other: Side) -> str:
    """Say the best replies of a side whose own choices stand down, the other's across."""
    best = [tuple(np.flatnonzero(column).tolist()) for column in side.best.T]
    names = f" (of {', '.join(one.name for one in side.levers)})" if side.levers else ""
    if len(set(best)) == 1:
        return f"{the(side.chooser)} does best with {_either(side, best[0])}{names} whatever {the(other.chooser)} does"
    order = sorted(range(len(best)), key=lambda place: best[place])
    grouped = [(own, list(places)) for own, places in groupby(order, key=lambda place: best[place])]
    grouped.sort(key=lambda one: -len(one[1]))
    told = [f"{_either(side, own)} against {_against(other, places)}" for own, places in grouped[:MOST_NAMED]]
    left = sum(len(places) for _, places in grouped[MOST_NAMED:])
    return f"{the(side.chooser)} replies best{names} with {', '.join(told)}" + (
        f" (and with others against {left} more)" if left else ""
    )


def _either(side: Side, places: Sequence[int]) -> str:
    return joined([choice_words(side, place) for place in places[:MOST_NAMED]], last="or")


def _against(side: Side, places: Sequence[int]) -> str:
    """Name some choices of a side: one after the other, or only how many."""
    if len(places) > MOST_NAMED:
        return f"{len(places)} of {len(side.choices)} choices"
    return joined([choice_words(side, place) for place in places], last="or")


def choice_words(side: Side, place: int) -> str:
    """Say what a choice of a side sets its levers to: the value of a lone lever, else each with its name."""
    values = side.choices[place]
    named = {one.name: value_words(one, values[one.name]) for one in side.levers} or {
        name: _short(value) for name, value in values.items()
    }
    if len(named) == 1:
        return next(iter(named.values()))
    return ", ".join(f"{name} {value}" for name, value in named.items())


def _cell_words(found: Replies, row: int, column: int) -> str:
    told = _sure_words(float(found.sure[row, column]), found.worlds, found.steady)
    ends = (found.rows, row), (found.columns, column)
    return " and ".join(f"{choice_words(side, place)} of {the(side.chooser)}" for side, place in ends) + told


def reply_headings(found: Replies) -> tuple[str, ...]:
    """Headings of the table of best replies."""
    one, other = found.rows, found.columns
    return ("who", "against", "replies best with", f"{one.chooser} gets", f"{other.chooser} gets", "sure, %", "Nash")


def reply_rows(found: Replies) -> list[tuple[str, ...]]:
    """One row for each best reply of either side: to what, with what, the outcomes, how sure, whether Nash."""
    return [*_reply_rows(found, True), *_reply_rows(found, False)]


def _reply_rows(found: Replies, rows: bool) -> Iterator[tuple[str, ...]]:
    side, other = (found.rows, found.columns) if rows else (found.columns, found.rows)
    for row, column in sorted(np.argwhere(side.best).tolist(), key=lambda cell: cell[1] if rows else cell[0]):
        own, against = (row, column) if rows else (column, row)
        sure = float(side.sure[row, column])
        yield (
            side.chooser,
            choice_words(other, against),
            choice_words(side, own),
            _minus(float(found.rows.means[row, column])),
            _minus(float(found.columns.means[row, column])),
            "-" if sure != sure or found.steady else f"{100 * sure:.0f}",
            "yes" if found.equilibria[row, column] else "",
        )


def _minus(number: float) -> str:
    """Write a number with three figures and a true minus sign."""
    return f"{MINUS if number < 0 else ''}{short(abs(number))}"


def gains_sentence(found: Sequence[Gain]) -> str:
    """Say of each lever which value helps most, in how many worlds, and at what cost."""
    best = [max(gains, key=lambda one: one.gain.value) for gains in _by_lever(found)]
    best.sort(key=lambda one: (-one.helped, -one.gain.value))
    good = [one for one in best if one.helped > MOST and not _slight(one)]
    slight = [one.factor.name for one in best if one.helped > 0 and _slight(one)]
    told = [_gain_words(one) for one in good[:MOST_NAMED]]
    told += [_gain_words(one) for one in best if 0 < one.helped <= MOST and not _slight(one)]
    if slight:
        told.append(f"What {joined(slight)} {'does' if len(slight) == 1 else 'do'} can hardly be seen.")
    told += [_useless_words(one) for one in best if one.helped == 0]
    told += [few_words(best[0].worlds, all(one.steady for one in best))] if best else []
    return " ".join(filter(None, told))


def _useless_words(one: Gain) -> str:
    """Say that a lever's first value is as good as any, and by what that is judged."""
    against = value_words(one.factor, one.against)
    where = "" if one.steady else " in any world"
    return f"No value of {one.factor.name} beats {against}{where}, judged by {outcome_words(one.outcome)}."


def _slight(one: Gain) -> bool:
    """Whether neither the mean nor the worst gain can be seen at all as it is written."""
    return signed(one.gain.value) == "0" and signed(one.worst) == "0"


def _by_lever(found: Sequence[Gain]) -> Iterator[list[Gain]]:
    for _, gains in groupby(found, key=lambda one: one.factor.name):
        yield list(gains)


def _gain_words(one: Gain) -> str:
    unit = outcome_unit(one.outcome)
    value, against = value_words(one.factor, one.value), value_words(one.factor, one.against)
    words = f"{one.factor.name} at {value} instead of {against} helps"
    gain = f"{outcome_words(one.outcome)} is {_better(one.gain.value, unit)}"
    if one.steady:
        words += f": {gain}"
    else:
        words += (
            f" in {_helped_words(one)} worlds: {gain} on average and {_better(one.worst, unit)} in the worst of them"
        )
    if one.cost is not None:
        money = outcome_unit("programme_cost_sum")
        price = f", {short(one.price)} {money} for each {unit} gained" if one.price == one.price else ""
        words += f", for {short(one.cost.value)} {money}{price}"
    return f"{words}."


def _helped_words(one: Gain) -> str:
    """Say in how many worlds something helps: of few the number, else the share."""
    only = "" if one.helped > MOST else "only "
    if one.worlds < FEW_WORLDS:
        helped = round(one.helped * one.worlds)
        return f"all {one.worlds}" if helped == one.worlds else f"{only}{helped} of {one.worlds}"
    return f"{only}{percent(one.helped)} of {one.worlds:,}"


def _better(gain: float, unit: str) -> str:
    size = amount(abs(gain))
    return "no better" if size == "0" else f"{size} {unit}".rstrip() + f" {'better' if gain > 0 else 'worse'}"


def gain_headings(found: Sequence[Gain]) -> tuple[str, ...]:
    """Headings of the table of what levers are worth."""
    cost = ("cost, bn USD", "bn USD a unit gained") if any(one.cost is not None for one in found) else ()
    return ("lever", "of", "value", "instead of", "gain in", "mean gain", "worlds helped, %", "worst world", *cost)


def gain_rows(found: Sequence[Gain]) -> list[tuple[str, ...]]:
    """One row for each value of each lever but its first."""
    money = any(one.cost is not None for one in found)
    return [_gain_row(one, money) for one in found]


def _gain_row(one: Gain, money: bool) -> tuple[str, ...]:
    ends = signed(one.gain.low), signed(one.gain.high)
    # an interval narrower than what is written says nothing
    interval = (
        f" ({' to '.join(ends)})" if one.gain.sure and not (one.steady or set(ends) == {signed(one.gain.value)}) else ""
    )
    cost = "-" if one.cost is None else signed(one.cost.value)
    return (
        one.factor.name,
        one.factor.by or "-",
        value_words(one.factor, one.value),
        value_words(one.factor, one.against),
        one.outcome,
        f"{signed(one.gain.value)}{interval}",
        f"{100 * one.helped:.0f}",
        signed(one.worst),
        *((cost, short(one.price)) if money else ()),
    )
