"""What governments offer the makers of goods: the terms that a firm counts with when it builds, runs or closes."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from sim.types import Array


@dataclass
class Support:
    """Support in force by firm row; every array is (firm, world).

    floor: USD a unit that the maker is sure of, 0 without one. upside: share of the price above the floor that goes to
    the state. capital: share of capital spending that the state pays. loan: share of capital spending lent by a state,
    at loan_rate (fraction a year). running: share of the cash cost that the state pays. offtake: share of normal output
    whose sale is guaranteed. permit_factor: on permit months still to go. kept: 1 where a golden share forbids closing
    and mothballing. know_how: added to the know-how of the site's state, 0 to 1. environment: factor on own processing
    cost and permit months from changed standards. funds: million USD a month to be spent on building whatever the
    market says; only rows of newcomers have any, the lead row where a plant has several.
    """

    floor: Array
    upside: Array
    capital: Array
    loan: Array
    loan_rate: Array
    running: Array
    offtake: Array
    permit_factor: Array
    kept: Array
    know_how: Array
    environment: Array
    funds: Array

    @classmethod
    def none(cls, firms: int, worlds: int) -> Support:
        """Nobody is supported: factors are 1, all else is 0."""
        support = cls(*(np.zeros((firms, worlds)) for _ in fields(cls)))
        support.permit_factor += 1
        support.environment += 1
        return support


@dataclass
class Research:
    """What public research has brought so far: (state, good, world), 0 (nothing) to 1 (all that can be had).

    recycling speeds the recovery of scrap, substitution the saving of an input, by the buyers of the good in a state.
    """

    recycling: Array
    substitution: Array

    @classmethod
    def none(cls, states: int, goods: int, worlds: int) -> Research:
        """Nothing found yet."""
        return cls(np.zeros((states, goods, worlds)), np.zeros((states, goods, worlds)))
