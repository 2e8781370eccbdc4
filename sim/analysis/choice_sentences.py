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
from sim.words import amount, joined, percent, signed

if TYPE_CHECKING:
    from sim.analysis.gains import Gain
    from sim.analysis.replies import Replies, Side
    from sim.analysis.tradeoffs import Choice, TradeOff

MOST_NAMED = 5
"""Choices that a sentence names at most."""

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
    unsure = "" if found.paired else " Choices did not meet the same worlds, so luck and facts tell here too."
    best = "; ".join(_choice_words(choice) for choice in efficient[:MOST_NAMED])
    more = f"; and {len(efficient) - MOST_NAMED} more" if len(efficient) > MOST_NAMED else ""
    return f"{some} efficient in {names}{over}: {best}{more}.{unsure}"


def _choice_words(choice: Choice) -> str:
    sure = "" if choice.sure != choice.sure else f" (in {percent(choice.sure)} of draws of the worlds)"
    return ", ".join(f"{name} {_short(value)}" for name, value in choice.values.items()) + sure


def _short(value: Any) -> str:
    return short(value) if isinstance(value, float) else str(value)


def replies_sentence(found: Replies) -> str:
    """Say what each side would choose against the other, and where both choices are best replies."""
    rows, columns = found.rows, found.columns
    by = outcome_words(rows.outcome.split(".")[0])
    replies = f"{_replies_words(rows, columns)}; {_replies_words(_turned(columns), rows)}"
    return f"Judged by {by}: {replies}. {_nash_words(found)}"


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
    sure = float(found.sure[row, column])
    told = "" if sure != sure else f" (in {percent(sure)} of draws of the worlds)"
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
            short(float(found.rows.means[row, column])),
            short(float(found.columns.means[row, column])),
            "-" if sure != sure else f"{100 * sure:.0f}",
            "yes" if found.equilibria[row, column] else "",
        )


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
    useless = [one.factor.name for one in best if one.helped == 0]
    if useless:
        told.append(f"No other value of {joined(useless, last='or')} helps in any world.")
    return " ".join(told)


def _slight(one: Gain) -> bool:
    """Whether neither the mean nor the worst gain can be seen at all as it is written."""
    return signed(one.gain.value) == "0" and signed(one.worst) == "0"


def _by_lever(found: Sequence[Gain]) -> Iterator[list[Gain]]:
    for _, gains in groupby(found, key=lambda one: one.factor.name):
        yield list(gains)


def _gain_words(one: Gain) -> str:
    unit = outcome_unit(one.outcome)
    value, against = value_words(one.factor, one.value), value_words(one.factor, one.against)
    only = "" if one.helped > MOST else "only "
    words = (
        f"{one.factor.name} at {value} instead of {against} helps in {only}{percent(one.helped)} of {one.worlds:,} "
        f"worlds: {outcome_words(one.outcome)} is {_better(one.gain.value, unit)} on average"
        f" and {_better(one.worst, unit)} in the worst of them"
    )
    if one.cost is not None:
        money = outcome_unit("programme_cost_sum")
        price = f", {short(one.price)} {money} for each {unit} gained" if one.price == one.price else ""
        words += f", for {short(one.cost.value)} {money}{price}"
    return f"{words}."


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
    interval = f" ({signed(one.gain.low)} to {signed(one.gain.high)})" if one.gain.sure else ""
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
