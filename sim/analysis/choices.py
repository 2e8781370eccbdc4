"""What is asked about choices: which are efficient, what the best replies are, what each is worth to its chooser."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.choosing import NOBODY, choosers
from sim.analysis.gains import Gain, gains
from sim.analysis.reading import Sweep, block_of, read
from sim.analysis.replies import Replies, replies
from sim.analysis.tradeoffs import TradeOff, trade_off
from sim.errors import InputError
from sim.outcomes import good_way

if TYPE_CHECKING:
    from sim.sweep.factors import Factor

COST = "programme_cost_sum"
"""What a government pays for its choices."""

WELFARE = ("growth_loss_two_years", "income_lost_two_years", "output_lost_two_years")
"""How well off a state is; where several were kept, the first of the sweep file."""

USUAL = (WELFARE, (COST,), ("peak_consumer_prices",), ("security_sum", "payoff_sum"))
"""Growth, cost, prices, security: outcomes by which choices are compared, of each kind the first that was kept."""

MOST_OUTCOMES = 3
"""Outcomes that are set against each other when nobody says which."""

PAYOFF = "payoff_sum"
"""What a government makes of it all: what the best replies of two governments are told by first."""


def _sides(sweep: Sweep) -> tuple[list[Factor], list[Factor]]:
    """The levers and the uncertainties of a sweep."""
    levers = [factor for factor in sweep.factors if factor.role == "lever"]
    return levers, [factor for factor in sweep.factors if factor.role != "lever"]


def efficient_choices(sweep: Sweep, against: tuple[str, ...]) -> tuple[TradeOff, ...]:
    """Efficient choices of each government in turn; of none that has nothing to choose or to weigh up.

    Raises InputError where outcomes were named that cannot be set against each other.
    """
    levers, facts = _sides(sweep)
    if against and not levers:
        raise InputError("no lever varies in this sweep: there is no choice to make", key="against")
    neutral = next((name for name in against if not good_way(name)), None)
    if neutral:
        raise InputError(
            f"'{neutral}' is neither good nor bad by itself: set other outcomes against each other", key="against"
        )
    found = []
    for chooser, own in _asked(choosers(levers), against).items():
        names = against or usual(sweep.outcomes, chooser)
        if len(names) < 2 and not against:
            continue
        table = read(sweep, *names)
        if not (against or np.isfinite(table[list(names)].to_numpy(dtype=np.float64)).all(axis=1).any()):
            # runs that are too short for an outcome nobody asked about
            continue
        others = [factor for factor in levers if factor not in own]
        good = {name: good_way(name) for name in names}
        found.append(trade_off(table, own, facts, good, chooser, others, block_of(sweep)))
    return tuple(found)


def _asked(levers: dict[str, tuple[Factor, ...]], against: tuple[str, ...]) -> dict[str, tuple[Factor, ...]]:
    """The choosers who are asked: all, or the state whose outcomes were named where it has levers of its own."""
    states = {name.split(".")[1] for name in against if "." in name}
    return {one: levers[one] for one in levers if one in states} or levers


def usual(outcomes: Sequence[str], chooser: str) -> tuple[str, ...]:
    """Outcomes that a government weighs when nobody says which: growth, cost, prices, security of its own state.

    For nobody in particular, of the first state that has two of them, else the first two that are good or bad.
    """
    states = [chooser] if chooser else list(dict.fromkeys(name.partition(".")[2] for name in outcomes))
    for state in states:
        there = [[name for name in outcomes if name in {f"{one}.{state}" for one in kind}] for kind in USUAL]
        found = tuple(names[0] for names in there if names)
        if len(found) > 1:
            return found[:MOST_OUTCOMES]
    return () if chooser else tuple(name for name in outcomes if good_way(name))[:2]


def best_replies(sweep: Sweep) -> tuple[Replies, ...]:
    """Best replies of each pair of governments whose choices were crossed: by payoff, and by how well off they are."""
    levers, facts = _sides(sweep)
    own = {name: some for name, some in choosers(levers).items() if name != NOBODY}
    found = []
    for one, other in combinations(own, 2):
        for kind in _judged_by(sweep.outcomes, one, other):
            columns = f"{kind}.{one}", f"{kind}.{other}"
            sides = [
                (name, own[name], column, good_way(column)) for name, column in zip((one, other), columns, strict=True)
            ]
            game = replies(read(sweep, *columns), sides[0], sides[1], facts)
            found += [] if game is None else [game]
    return tuple(found)


def _judged_by(outcomes: Sequence[str], one: str, other: str) -> list[str]:
    """What two governments are both known to look at: their payoff, and the first that says how well off they are."""
    kept = dict.fromkeys(name.split(".")[0] for name in outcomes)
    both = [kind for kind in kept if {f"{kind}.{one}", f"{kind}.{other}"} <= set(outcomes)]
    return [kind for kind in both if kind == PAYOFF] + [kind for kind in both if kind in WELFARE][:1]


def lever_gains(sweep: Sweep, outcome: str) -> tuple[Gain, ...]:
    """What each value of each lever is worth to who chooses it, or in the outcome that was asked about."""
    levers, facts = _sides(sweep)
    found: list[Gain] = []
    for lever in levers:
        own = [name for name in sweep.outcomes if name in {f"{one}.{lever.by}" for one in WELFARE}]
        # nobody's lever, or one of a state of which nothing was kept, is judged by what was asked about
        told = own[0] if own and outcome not in own else outcome
        cost = f"{COST}.{lever.by or told.partition('.')[2]}"
        if good_way(told):
            kept = cost if cost in sweep.outcomes and cost != told else ""
            found += gains(read(sweep, *filter(None, (told, kept))), lever, facts, told, good_way(told), kept)
    return tuple(found)
