"""Why two runs differ, told in a paragraph."""

from __future__ import annotations

from collections.abc import Sequence

from sim.comparison.why.changes import Change
from sim.comparison.why.steps import Step, day_words, told
from sim.comparison.why.study import Why
from sim.measures import HOME, RIVAL
from sim.names import name_of
from sim.outcomes import Outcome
from sim.words import amount, joined, percent, signed

STEPS_TOLD = 5
"""Steps of the chain, after the first one, that the paragraph tells."""

LEADING = 0.1
"""Share of a difference from which a change, or what changes do together, is named."""

NOTABLE = 0.05
"""Outcomes that differ by less, in their unit, are not told."""

EVERYBODY = "all"


def paragraph(why: Why) -> str:
    """Tell what differs, where the runs part, what follows, and whose doing the difference is."""
    return "\n\n".join([f"{_inputs(why)} {_parting(why)}".rstrip(), *_chain(why), _outcomes(why)])


def _inputs(why: Why) -> str:
    names = joined([_quoted(one) for one in why.changes], "; ")
    number = "one change" if len(why.changes) == 1 else f"{len(why.changes)} changes"
    return (
        f"From {why.names[0]} to {why.names[1]} there {'is' if number.startswith('one') else 'are'} {number}: {names}."
    )


def _quoted(change: Change) -> str:
    return f"{change.name} ({change.said[0]})" if len(change.said) == 1 else change.name


def _parting(why: Why) -> str:
    """Say where the runs part, and where the change that counts for most sets in."""
    if not why.steps:
        return "No government moves otherwise."
    first = why.steps[0]
    text = f"The runs part on {day_words(first.date)}, by what happens in {_only_in(why, first)}: {told(first)}."
    place = first_differing(why)
    if place is None or len(why.changes) == 1:
        return text
    most = max(range(len(why.changes)), key=lambda number: abs(why.share(number, place)))
    own = why.firsts[most]
    if own is None or (own.date, own.actors, own.moves) == (first.date, first.actors, first.moves):
        return text
    return (
        f"{text} What counts for most, '{why.changes[most].name}', sets in on {day_words(own.date)}, "
        f"in {_only_in(why, own)}: {told(own)}."
    )


def _only_in(why: Why, step: Step) -> str:
    return f"{why.names[step.scenario]} alone"


def _chain(why: Why) -> list[str]:
    """Tell the weightiest of the steps after the first, in order of days, those of either scenario together."""
    chosen = weightiest(why.steps[1:])
    if not chosen:
        return []
    sentences = []
    for side in (1, 0):
        own = [f"{day_words(step.date)}, {told(step)}" for step in chosen if step.scenario == side]
        if own:
            sentences.append(f"In {why.names[side]} alone there followed: {'; '.join(own)}.")
    left = len(why.steps) - 1 - len(chosen)
    more = f" {left} more move{'s differ' if left > 1 else ' differs'}." if left else ""
    return [" ".join(sentences) + more]


def weightiest(steps: Sequence[Step]) -> list[Step]:
    """Choose the steps that matter most for the tale: between the powers before others, many moves before few."""
    order = sorted(range(len(steps)), key=lambda place: -_weight(steps[place]))
    return [steps[place] for place in sorted(order[:STEPS_TOLD])]


def _weight(step: Step) -> int:
    powers = {RIVAL, HOME}
    between = bool(powers & set(step.actors)) + bool((powers | {EVERYBODY}) & set(step.targets))
    return 2 * between + len(step.moves)


def _outcomes(why: Why) -> str:
    """Tell every outcome that differs; what changes do together only of the first."""
    first = first_differing(why)
    if first is None:
        return f"In the end none of the outcomes asked for differs. {_method(why)}"
    others = [place for place in range(first + 1, len(why.asked)) if _differs(why, place)]
    texts = [_level(why, first) + "; " + _shares(why, first) + "." + _together(why, first)]
    texts += [f"{_level(why, place)}; {_shares(why, place)}." for place in others]
    return " ".join([*texts, _method(why)])


def first_differing(why: Why) -> int | None:
    """Place of the first outcome that differs; None where none does."""
    return next((place for place in range(len(why.asked)) if _differs(why, place)), None)


def _differs(why: Why, place: int) -> bool:
    return abs(why.total(place)) >= NOTABLE


def _level(why: Why, place: int) -> str:
    """Say from where to where an outcome goes."""
    one, total = why.asked[place], why.total(place)
    base = float(one.values.mean())
    return f"{called(one)}: from {level(base)} to {level(base + total)} {one.unit}"


def level(value: float) -> str:
    """Write a level, with a true minus sign below zero."""
    return signed(value).removeprefix("+")


def called(one: Outcome) -> str:
    """Name an outcome and whose it is: Growth lost over two years (United States)."""
    name = one.label.partition(":")[0]
    return f"{name} ({name_of(one.state)})" if one.state else name


def _shares(why: Why, place: int) -> str:
    """Say what each change counts for that counts for much."""
    total = why.total(place)
    shares = {number: why.share(number, place) for number in range(len(why.changes))}
    order = sorted(shares, key=lambda number: -abs(shares[number]))
    leading = [number for number in order if abs(shares[number]) >= LEADING * abs(total)]
    texts = [f"{_share(shares[one], total)} by '{why.changes[one].name}'" for one in leading]
    left = total - sum(shares[number] for number in leading)
    rest = [f"{signed(left)} by the rest"] if len(leading) < len(order) and abs(left) >= NOTABLE / 2 else []
    return joined([*texts, *rest], ", ")


def _share(share: float, total: float) -> str:
    """Write a share with its part of the total, where that is a part."""
    part = share / total
    return f"{signed(share)} ({percent(part)})" if 0 < part <= 1 else signed(share)


def _together(why: Why, place: int) -> str:
    """Say what part of a difference no change makes by itself, and which two make most of it."""
    both, total = why.together(place), why.total(place)
    if len(why.changes) == 1:
        return ""
    if abs(both) < LEADING * abs(total):
        return " Almost all of it would come from the same changes one by one."
    alone = signed(total - both)
    text = f" Made one by one the changes would bring {alone}; {signed(both)} comes only of several together"
    pair = why.pair(place)
    if pair is None:
        return f"{text}."
    one, other, most = pair
    return f"{text}, most ({signed(most)}) of '{why.changes[one].name}' with '{why.changes[other].name}'."


def _method(why: Why) -> str:
    runs = why.comparison.first.runs
    luck = f"means of {runs} runs with the same luck" if runs > 1 else "one run, the same luck"
    many = "orders of the changes drawn" if why.orders else "all"
    drawn = f"{why.orders} {many}, " if why.orders else "all "
    return f"(Shapley shares, {luck}; {drawn}{why.sharing.lived} combinations of the changes lived through.)"


def share_text(why: Why, number: int, place: int) -> str:
    """Write what a change counts for, with its standard error where orders were drawn."""
    text = signed(why.share(number, place))
    error = why.error(number, place)
    return f"{text} (s.e. {amount(error)})" if why.orders else text
