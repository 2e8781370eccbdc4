"""Builds the supply chain of January 2025 from the tables: firms, their inputs, and who sells to whom."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from sim.chain.draft import Draft, Structure
from sim.chain.incumbents import add_incumbents
from sim.chain.network import Network
from sim.chain.newcomers import add_newcomers
from sim.chain.options import options_of
from sim.chain.tabulation import firms_of, joint_of, links_of, slots_of
from sim.tables import Tables, load_tables

__all__ = ["Structure", "assemble", "build_network"]


@lru_cache(maxsize=8)
def build_network(structure: Structure) -> Network:
    """Build the chain from the default tables; equal structures share one network."""
    return assemble(load_tables(), structure)


def assemble(tables: Tables, structure: Structure) -> Network:
    """Build the chain from the end: what final industries need fixes what every stage before them makes.

    Plants that could be built come after the firms of January 2025, without capacity.
    """
    draft = Draft(tables, structure)
    add_incumbents(draft)
    add_newcomers(draft)
    firms = firms_of(draft)
    slots = slots_of(draft, firms)
    links, routes = links_of(draft, firms, slots)
    goods = tables.goods
    return Network(
        firms=firms,
        slots=slots,
        links=links,
        routes=routes,
        joint=joint_of(draft),
        projects=np.array(draft.projects, dtype=np.intp),
        final=np.array([row.stage == "final" for row in goods]),
        recyclable=np.array([row.recyclable for row in goods]),
        exempt=np.array([row.tariff_exempt for row in goods]),
        sector=np.array([tables.sector_index(row.sector) for row in goods], dtype=np.intp),
        options=options_of(tables, firms, slots),
    )
