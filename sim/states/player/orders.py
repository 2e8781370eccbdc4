"""What a player reads and types: a briefing as a few lines, and orders as moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from sim.errors import unknown
from sim.policy.log import Entry
from sim.states.briefing import Briefing, Offer
from sim.states.moves import Moves, ThreatMove
from sim.states.player.asking import Ask
from sim.types import PER_CENT, Array, Value

BECAUSE = "decided by a player"
HELP = (
    "Your order: a rung (3), tariff 0.2, threat 1.0, offer london_truce, more london_truce, hold (or nothing);"
    " help (or ?) for these words, facts (or facts trust_in_rival) to see more."
)
FACTS = "facts"
"""An order that takes no time: it shows what else is known."""

HOLD = "hold"
ASKED_FOR_HELP = ("help", "?")


def situation(seen: Briefing) -> str:
    """Describe a month in a few lines."""
    lines = [
        f"Month {seen.month + 1}. You govern {seen.state}; your rival is {seen.rival or 'nobody'}.",
        f"You stand on rung {_one(seen.my_rung):.0f} of {seen.top_rung}, your rival on {_one(seen.rival_rung):.0f}.",
        f"Added tariffs: yours {_per_cent(seen.my_tariff_on_rival)}, theirs {_per_cent(seen.rival_tariff_on_me)}.",
        f"Output {_one(seen.gdp_gap):+.2f} % of GDP, prices {_one(seen.consumer_prices):+.2f} %, shares"
        f" {_one(seen.market):.1f} (100 without a trade war); pain {_one(seen.pain):.2f}, limit {seen.pain_limit:.2f}.",
    ]
    lines += [
        f"Deal {name}: {_one(left):.0f} days left." for name, left in seen.deal_days.items() if not np.isnan(left)
    ]
    if seen.rival_threat is not None:
        lines.append(f"Your rival threatens {_per_cent(seen.rival_threat.rate)} more.")
    return "\n".join([*lines, *_news(seen), HELP])


def _news(seen: Briefing) -> list[str]:
    """Tell last month's measures of the player and of its rival, one line each."""
    told = [one for one in seen.events if one.month >= seen.month - 1 and one.actor in (seen.state, seen.rival)]
    return [
        f"News: {one.actor} {one.instrument} {one.good} on {one.target}, {_said(one, one.before)} to"
        f" {_said(one, one.after)}: {one.reason}".replace("  ", " ")
        for one in told
        if one.where[0]
    ]


def _said(entry: Entry, value: Array) -> str:
    return f"{_one(value):.3g}" if entry.words is None else entry.words(_one(value))


def moves_of(seen: Briefing, order: str, days: Value) -> tuple[Moves | None, str]:
    """Read an order: its moves, or None and what is wrong with it. days: how much more time is asked for."""
    words = order.split()
    if not words or order.lower().split() == [HOLD]:
        return seen.hold(because=BECAUSE), ""
    if words[0].lstrip("+-").isdigit():
        words = ["rung", *words]
    verb, rest = words[0].lower(), words[1:]
    if verb == FACTS:
        return None, told_facts(seen, rest)
    if verb in ASKED_FOR_HELP:
        return None, f"Orders: {', '.join([*_EXAMPLES.values(), HOLD, FACTS])}."
    if verb not in _ORDERS:
        return None, str(unknown("order", verb, [*_ORDERS, HOLD, FACTS, *ASKED_FOR_HELP]))
    if len(rest) != 1:
        return None, f"'{verb}' needs one word more, for example {_EXAMPLES[verb]}"
    try:
        return _ORDERS[verb](seen, rest[0], days), ""
    except ValueError as problem:
        return None, str(problem)


def told_facts(seen: Briefing, names: Sequence[str]) -> str:
    """Tell facts of a briefing, one line each; without a name the names of all of them."""
    known = sorted(name for name in dir(type(seen)) if not (name.startswith("_") or callable(getattr(seen, name))))
    if not names:
        return f"Facts: {', '.join(known)}."
    wrong = [str(unknown("fact", name, known)) for name in names if name not in known]
    return "\n".join([*wrong, *(f"{name}: {_in_words(getattr(seen, name))}" for name in names if name in known)])


def _in_words(fact: Any) -> str:
    """Write a fact of one world."""
    if isinstance(fact, np.ndarray):
        return f"{_one(fact):.4g}"
    if isinstance(fact, Mapping):
        return ", ".join(f"{name} {_in_words(one)}" for name, one in fact.items()) or "none"
    if is_dataclass(fact):
        return ", ".join(f"{part.name} {_in_words(getattr(fact, part.name))}" for part in fields(fact))
    if isinstance(fact, tuple):
        return f"{len(fact)} entries" if fact else "none"
    return "none" if fact in (None, "") else str(fact)


def accepts(seen: Briefing, offer: Offer, ask: Ask) -> bool:
    """Show an offer and ask for yes or no until one of them is said."""
    what = "more time for" if offer.extension else "the deal"
    text = (
        f"{offer.proposer} offers {what} {offer.name}, {_one(offer.days):.0f} days: you on rung"
        f" {_one(offer.my_rung_after):.0f} (without it {_one(offer.my_rung_without):.0f}), they on"
        f" {_one(offer.rival_rung_after):.0f} (without it {_one(offer.rival_rung_without):.0f}). Yes or no?"
    )
    while True:
        said = ask(text).lower()
        if said in ("y", "yes", "n", "no"):
            return said.startswith("y")


def _rung(seen: Briefing, word: str, days: Value) -> Moves:
    rung = int(word)
    if not 0 <= rung <= seen.top_rung:
        raise ValueError(f"there is no rung {rung}; rungs go from 0 to {seen.top_rung}")
    return seen.rung(rung, because=BECAUSE)


def _tariff(seen: Briefing, word: str, days: Value) -> Moves:
    return seen.set_tariff(_rate(word), because=BECAUSE)


def _threat(seen: Briefing, word: str, days: Value) -> Moves:
    return Moves((ThreatMove(partners=(seen.rival,), rate=_rate(word), month=seen.month + 1, because=BECAUSE),))


def _offer(seen: Briefing, word: str, days: Value) -> Moves:
    if word not in seen.packages:
        raise ValueError(str(unknown("deal", word, seen.packages)))
    return seen.propose(word, because=BECAUSE, partner=seen.packages[word])


def _more(seen: Briefing, word: str, days: Value) -> Moves:
    if word not in seen.deal_days:
        raise ValueError(str(unknown("deal in force", word, seen.deal_days)))
    return seen.ask_for_more(word, days, because=BECAUSE)


def _rate(word: str) -> float:
    rate = float(word)
    if not rate >= 0:
        raise ValueError(f"a tariff cannot be {word}; write 0.2 for 20 per cent")
    return rate


def _one(values: Array) -> float:
    return float(np.asarray(values).ravel()[0])


def _per_cent(values: Array) -> str:
    return f"{PER_CENT * _one(values):.0f} %"


_ORDERS: dict[str, Callable[[Briefing, str, Value], Moves]] = {
    "rung": _rung,
    "tariff": _tariff,
    "threat": _threat,
    "offer": _offer,
    "more": _more,
}
_EXAMPLES = {
    "rung": "rung 3",
    "tariff": "tariff 0.2",
    "threat": "threat 1.0",
    "offer": "offer london_truce",
    "more": "more london_truce",
}
