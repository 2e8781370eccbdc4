"""What kind of game two players face who each choose between two courses, read side by side (Rapoport and Guyer 1966).

For one player R is its payoff when both give way, P when neither does, T when it alone stands firm, S when it alone
gives way.
"""

from __future__ import annotations

import numpy as np

from sim.types import Array, Index

KINDS = ("harmony", "stag hunt", "chicken", "prisoner's dilemma", "deadlock", "other")
"""Kinds of game as one side sees them, from the easiest to the hardest; ties and all other orders are "other"."""

HARMONY, STAG_HUNT, CHICKEN, DILEMMA, DEADLOCK, OTHER = range(len(KINDS))


def kind_of(both_give: Array, alone_gives: Array, alone_firm: Array, neither: Array) -> Index:
    """Read the kind of game, a place in KINDS, from one side's four payoffs R, S, T and P, any shape.

    Harmony: R > T, S > P, R > P. Stag hunt: R > T, P > S, R > P. Chicken: T > R > S > P. Prisoner's dilemma:
    T > R > P > S. Deadlock: T > R, P > S, P > R.
    """
    firm_pays_alone, gives_pays_alone = alone_firm > both_give, alone_firm < both_give
    firm_pays_both, gives_pays_both = neither > alone_gives, neither < alone_gives
    peace = both_give > neither
    kinds = [
        gives_pays_alone & gives_pays_both & peace,
        gives_pays_alone & firm_pays_both & peace,
        firm_pays_alone & gives_pays_both & peace & (both_give > alone_gives),
        firm_pays_alone & firm_pays_both & peace,
        firm_pays_alone & firm_pays_both & (neither > both_give),
    ]
    return np.select(kinds, list(range(len(kinds))), OTHER).astype(np.intp)


def kinds_of_cells(payoff: Array, give: tuple[int, int], firm: tuple[int, int]) -> Index:
    """Read the row player's kind of game: payoff (row, column, ...), rows give[0] or firm[0], columns give[1], firm[1].

    For the column player hand over its payoffs with rows and columns exchanged.
    """
    return kind_of(payoff[give], payoff[give[0], firm[1]], payoff[firm[0], give[1]], payoff[firm])


def kinds_of_all_pairs(payoff: Array) -> Array:
    """Share of each kind over all choices of a lower and a higher course for either player: (kind, ...)."""
    low_row, high_row = np.triu_indices(payoff.shape[0], 1)
    low_column, high_column = np.triu_indices(payoff.shape[1], 1)
    low, high, left, right = low_row[:, None], high_row[:, None], low_column[None], high_column[None]
    kinds = kind_of(payoff[low, left], payoff[low, right], payoff[high, left], payoff[high, right])
    return np.stack([(kinds == kind).mean(axis=(0, 1)) for kind in range(len(KINDS))])
