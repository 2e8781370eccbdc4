"""What packages of issues are worth to both sides, which of them both may sign, and which one they agree on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.arrays import add_up
from sim.bargaining.alternating import agree_on_package
from sim.bargaining.nash import nash_choice
from sim.parameters import Settings
from sim.policy.relations import PARTS
from sim.states.deals.issues import Agenda
from sim.states.judging.payoffs import SECURITY_SHARES
from sim.states.statecraft import Statecraft
from sim.types import Array, Index, Mask

NASH, OFFERS = PROTOCOLS = ("nash", "offers")
"""How an agreement is found: the largest product of gains, or offers by turns."""

AT_HOME = tuple(PARTS.index(part) for part in ("growth", "prices", "politics"))
"""Parts of a payoff that are felt at home (Putnam 1988)."""

SECURITY = PARTS.index("security")

UNACCEPTABLE = -1.0


@dataclass(frozen=True, eq=False)
class Values:
    """What packages are worth against no deal, per cent of GDP a month.

    packages (package, issue): the issues in each; gains and at_home (party, package, world): in all, and growth, prices
    and politics alone.
    """

    packages: Mask
    gains: Array
    at_home: Array


def beside_model(agenda: Agenda, craft: Statecraft, worlds: int) -> Array:
    """What each issue is worth beside the model, per cent of GDP a month: (party, issue, world).

    A whole hold makes one of the equal shares of security, which each side weighs as it does in its payoff.
    """
    found = np.zeros((len(agenda.parties), len(agenda.issues), worlds))
    for side, party in enumerate(agenda.parties):
        worth = craft.weights[SECURITY, party] / SECURITY_SHARES
        for number, issue in enumerate(agenda.issues):
            found[side, number] += worth * np.asarray(issue.beside[side])
    return found


def home_part(parts: Array) -> Array:
    """Add up what is felt at home: (..., world), from (part, ..., world)."""
    return add_up(parts[list(AT_HOME)])


def acceptable(agenda: Agenda, values: Values, linkage: str, margin: Array | float) -> Mask:
    """Packages that both sides may sign: (package, world).

    Both gain more than a margin, no red line is crossed, and those at home bear it on either side.
    """
    gain = np.all(values.gains > margin, axis=0)
    fine: Mask = gain & borne_at_home(agenda, values) & agenda.within_red_lines(values.packages, linkage)[:, None]
    return fine


def borne_at_home(agenda: Agenda, values: Values) -> Mask:
    """Packages that lie in the domestic win-sets of both sides: (package, world)."""
    borne = [loss >= -np.asarray(limit) for loss, limit in zip(values.at_home, agenda.win_set, strict=True)]
    return np.asarray(np.all(borne, axis=0))


def agree(values: Values, allowed: Mask, protocol: str, settings: Settings) -> Index:
    """Find the package that both sides agree on: (world,), -1 for none; allowed (package, world)."""
    gains = np.where(allowed, values.gains, UNACCEPTABLE)
    return PROTOCOL[protocol](gains, settings)


def _nash(gains: Array, settings: Settings) -> Index:
    return nash_choice(gains)


def _offers(gains: Array, settings: Settings) -> Index:
    patience = settings.patience_a_round
    return agree_on_package(gains, (patience, patience), int(np.max(settings.rounds_of_talks)))


PROTOCOL: dict[str, Callable[[Array, Settings], Index]] = {NASH: _nash, OFFERS: _offers}


def added_up(agenda: Agenda, packages: Mask, empty: Array, alone: Array) -> Array:
    """Values of packages as if issues did not touch each other: (package, world).

    empty (world,): a deal with nothing in it, against no deal; alone (issue, world): a deal with one issue, likewise.
    """
    own = alone - empty
    total = np.zeros((len(packages), len(empty)))
    for number in range(len(agenda.issues)):
        total += np.where(packages[:, number : number + 1], own[number], 0.0)
    return total + empty
