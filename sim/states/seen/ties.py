"""What binds a state to others: deals and agreements in force, and trust. Found when a strategy asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.policy.programme_book import AGREEMENTS
from sim.states.closing import closed
from sim.states.deals.packages import AGREEMENTS as TRADE_AGREEMENTS
from sim.states.deals.packages import load_packages
from sim.types import Array, Mask

if TYPE_CHECKING:
    from sim.states.statecraft import Statecraft
    from sim.world import World


@dataclass(frozen=True, eq=False)
class Ties:
    """The ties of all states as they stand before anybody acts."""

    world: World
    craft: Statecraft

    def deals(self, state: int) -> Mapping[str, Array]:
        """Days that each deal of a state, with whomever, still has: name -> (world,), nan where it is not in force."""
        book, today = self.world.deals, self.craft.calendar.elapsed(self.world.month)
        found = {}
        for package, active, expiry in zip(book.packages, book.active, book.expiry_day, strict=True):
            if state in package.parties and active.any():
                found[package.name] = closed(np.where(active, expiry - today, np.nan))
        return found

    def packages(self, state: int) -> Mapping[str, str]:
        """Packages that a state can put on the table: name -> code of the other party."""
        mine = [package for package in self.world.deals.packages if state in package.parties]
        return {package.name: self.craft.codes[package.other(state)] for package in mine}

    def trade_agreements(self, state: int) -> Mapping[str, str]:
        """Trade agreements that a state could sign, as agreements.yaml has them: name -> code of the other party."""
        known = load_packages(file=TRADE_AGREEMENTS)
        return {name: other for name, other in self.packages(state).items() if name in known}

    def agreements(self, state: int) -> Mapping[str, Mask]:
        """Worlds in which a state has an agreement of friend-shoring with another: code -> (world,)."""
        found: dict[str, Mask] = {}
        for one in self.world.programmes.running(self.world.month, *AGREEMENTS):
            if state in (one.payer, one.host) and one.payer != one.host:
                code = self.craft.codes[one.host if state == one.payer else one.payer]
                found[code] = found.get(code, False) | one.where
        return found

    def trust(self, state: int) -> Mapping[str, Array]:
        """Trust of a state in every other one: code -> (world,), 0 to 1."""
        return {
            code: closed(self.world.relations.trust[state, row].copy())
            for row, code in enumerate(self.craft.codes)
            if row != state
        }

    def tariffs_on(self, state: int) -> Mapping[str, Array]:
        """Average tariff that every other state has added on a state's goods: code -> (world,), a fraction."""
        return {
            code: closed(self.world.tariffs.in_force[row, state].copy())
            for row, code in enumerate(self.craft.codes)
            if row != state
        }

    def tariffs_of(self, state: int) -> Mapping[str, Array]:
        """Average tariff that a state has added on every other one's goods: code -> (world,), a fraction."""
        return {
            code: closed(self.world.tariffs.in_force[state, row].copy())
            for row, code in enumerate(self.craft.codes)
            if row != state
        }
