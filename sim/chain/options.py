"""What firms could do instead: save an input, design it out, recover scrap, or make cells of another chemistry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.chain.chemistries import Chemistries, chemistries_of
from sim.chain.entities import Firms, Slots
from sim.tables import Tables
from sim.tables.option_rows import DesignRow, ScrapRow
from sim.types import Array

Pair = tuple[int, int]
"""Rows of an output and of one of its inputs."""

NO_DESIGN = DesignRow(output="", input="", design="", quality="assumed", source=())
NO_SCRAP = ScrapRow(good="", quality="assumed", source=())


@dataclass(frozen=True)
class Options:
    """What each slot's firm could do instead, every array (slot, 1), and the chemistries of cells.

    thrift_speed: over other industries; substitute_limit: share of the input that designs to come could replace;
    penalty: their cost over the value replaced; old_scrap: units a month that reach the end of their life; new_scrap:
    share of use lost in the works.
    """

    thrift_speed: Array
    substitute_limit: Array
    penalty: Array
    old_scrap: Array
    new_scrap: Array
    chemistries: Chemistries


def options_of(tables: Tables, firms: Firms, slots: Slots) -> Options:
    """Look up what the makers of each slot's product could do instead."""
    designs = {_pair(tables, row): row for row in tables.designs}
    pairs = zip(firms.good[slots.firm].tolist(), slots.good.tolist(), strict=True)
    design = [designs.get(pair, NO_DESIGN) for pair in pairs]
    scrap = {tables.good_index(row.good): row for row in tables.scrap}
    rows = [scrap.get(good, NO_SCRAP) for good in slots.good.tolist()]
    return Options(
        thrift_speed=_column([row.thrift_speed for row in design]),
        substitute_limit=_column([row.substitute_limit for row in design]),
        penalty=_column([row.penalty for row in design]),
        old_scrap=_column([_old_share(row) for row in rows]) * slots.flow[:, None],
        new_scrap=_column([row.new_scrap for row in rows]),
        chemistries=chemistries_of(tables, firms, slots),
    )


def _pair(tables: Tables, row: DesignRow) -> Pair:
    return tables.good_index(row.output), tables.good_index(row.input)


def _column(values: list[float]) -> Array:
    return np.array(values, dtype=float)[:, None]


def _old_share(row: ScrapRow) -> float:
    """What was put to use a product's life ago, as a share of today's use."""
    return 0.0 if row.life_years is None else float((1 + row.past_growth) ** -row.life_years)
