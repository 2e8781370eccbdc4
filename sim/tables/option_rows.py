"""The rows of tables about what firms could do instead: other designs, scrap, other battery chemistries."""

from __future__ import annotations

from dataclasses import dataclass

from sim.tables.cells import Amount, Good, Row, Share, State


@dataclass(frozen=True, kw_only=True)
class DesignRow(Row):
    """A way to make a good with less of an input, or without it.

    thrift_speed: how fast its makers save, over other industries; substitute_limit: share of the input that designs
    still to be developed could replace beyond thrift; penalty: their extra cost over the value of the input replaced.
    """

    output: Good
    input: Good
    design: str
    thrift_speed: Amount = 1.0
    substitute_limit: Share = 0.0
    penalty: Amount = 0.0


@dataclass(frozen=True, kw_only=True)
class ScrapRow(Row):
    """Scrap of a good: years that products with it are used, growth of its use in the years before, and works' scrap.

    life_years: empty where used products are no source; past_growth: fraction a year; new_scrap: share of use that
    works lose and do not recover yet.
    """

    good: Good
    life_years: Amount | None = None
    past_growth: Amount = 0.0
    new_scrap: Share = 0.0


@dataclass(frozen=True, kw_only=True)
class ChemistryRow(Row):
    """The share of a chemistry in what the makers of a state turn out; without a state, in that of all other makers.

    research_gap: share of the good's price that research may still take off its cost.
    """

    output: Good
    chemistry: str
    state: State | None = None
    share: Share
    research_gap: Share = 0.0


@dataclass(frozen=True, kw_only=True)
class ChemistryInputRow(Row):
    """What a unit of a good needs of an input when it is made by a chemistry."""

    output: Good
    chemistry: str
    input: Good
    amount: Amount
