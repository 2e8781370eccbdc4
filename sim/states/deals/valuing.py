"""What packages of issues are worth to both sides, which of them both may sign, and which one they agree on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import add_up
from sim.bargaining.alternating import agree_on_package
from sim.bargaining.nash import nash_choice
from sim.parameters import Settings
from sim.policy.deals import PARTIES
from sim.policy.relations import PARTS
from sim.scenario.negotiation import NASH
from sim.states.deals.issues import Agenda
from sim.states.judging.payoffs import SECURITY_SHARES
from sim.states.statecraft import Statecraft
from sim.types import Array, Index, Mask

if TYPE_CHECKING:
    from sim.world import World

AT_HOME = tuple(PARTS.index(part) for part in ("growth", "prices", "politics"))
"""Parts of a payoff that are felt at home (Putnam 1988)."""

SECURITY = PARTS.index("security")

UNACCEPTABLE = -1.0

FIRST_OFFER = "first offer"
"""Stream of luck."""


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


def first_to_offer(world: World) -> Index:
    """Draw which party makes the first offer of this month's talks: 0 or 1, (world,)."""
    return np.where(world.luck.uniform(FIRST_OFFER, world.month, 1)[0] < 1 / PARTIES, 0, 1)


def agree(values: Values, allowed: Mask, protocol: str, first: Index, settings: Settings) -> Index:
    """Find the package that both sides agree on: (world,), -1 for none.

    allowed (package, world); first (world,): the party drawn to make the first offer, where they make offers.
    """
    gains = np.where(allowed, values.gains, UNACCEPTABLE)
    return nash_choice(gains) if protocol == NASH else _by_offers(gains, first, settings)


def _by_offers(gains: Array, first: Index, settings: Settings) -> Index:
    patience, rounds = settings.patience_a_round, int(np.max(settings.rounds_of_talks))
    either = [agree_on_package(gains, (patience, patience), rounds, party) for party in range(PARTIES)]
    return np.where(first == 0, *either)


def added_up(agenda: Agenda, packages: Mask, empty: Array, alone: Array) -> Array:
    """Values of packages as if issues did not touch each other: (package, world).

    empty (world,): a deal with nothing in it, against no deal; alone (issue, world): a deal with one issue, likewise.
    """
    own = alone - empty
    total = np.zeros((len(packages), len(empty)))
    for number in range(len(agenda.issues)):
        total += np.where(packages[:, number : number + 1], own[number], 0.0)
    return total + empty
