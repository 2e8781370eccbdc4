"""The world: everything that changes during a run, and the fixed ground it stands on."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, is_dataclass, replace
from typing import TypeVar

import numpy as np

from sim.borders.rerouting import Rerouting
from sim.borders.traces import Traces
from sim.chain.network import Network
from sim.chain.state import ChainState
from sim.chain.stockpiles import Stockpiles
from sim.economy.ledger import Ledger
from sim.economy.state import EconomyState
from sim.economy.technology import Technology
from sim.industry.state import IndustryState
from sim.luck import Luck
from sim.parameters import Settings
from sim.policy.calendar import Calendar
from sim.policy.controls import Controls, Routes
from sim.policy.deals import DealBook
from sim.policy.licences import Desk
from sim.policy.programme_book import ProgrammeBook
from sim.policy.relations import Relations
from sim.policy.tariffs import Tariffs
from sim.tables import Tables

Part = TypeVar("Part")


@dataclass
class World:
    """W parallel worlds in lockstep; every array that changes ends in the world axis.

    Fixed: calendar, tables, settings, network. Changing: month (0, 1, ...), and one part each for policy in force
    (tariffs, controls, deals), the licence desks, trace rules, trade that goes round controls, the supply chain, its
    industries, programmes of industrial policy with reserves and ledger, the economy, AI compute, and the relations of
    states.
    """

    worlds: int
    month: int
    calendar: Calendar
    tables: Tables
    settings: Settings
    network: Network
    luck: Luck
    tariffs: Tariffs
    controls: Controls
    deals: DealBook
    desk: Desk
    traces: Traces
    rerouting: Rerouting
    chain: ChainState
    industry: IndustryState
    programmes: ProgrammeBook
    stockpiles: Stockpiles
    ledger: Ledger
    economy: EconomyState
    relations: Relations
    technology: Technology

    @property
    def routes(self) -> Routes:
        """Borders that goods cross."""
        return self.network.routes

    def tile(self, copies: int) -> World:
        """Repeat every world `copies` times: world k becomes worlds k * copies to (k + 1) * copies - 1."""
        changing: tuple[str, ...] = (
            "tariffs",
            "controls",
            "deals",
            "desk",
            "traces",
            "rerouting",
            "chain",
            "economy",
            "relations",
        )
        changing += ("industry", "programmes", "stockpiles", "ledger", "technology")
        parts = {name: tile(getattr(self, name), self.worlds, copies) for name in changing}
        many = self.worlds * copies
        return replace(self, worlds=many, settings=self.settings.tile(copies), luck=self.luck.tile(copies), **parts)


def tile(part: Part, worlds: int, copies: int) -> Part:
    """Copy a part of the world with every array that ends in the world axis repeated; what is fixed is shared.

    An array in a changing part that has no world axis of its own ends in an axis of 1, so that it cannot be mistaken.
    """
    twin = copy(part)
    for name, value in vars(part).items():
        object.__setattr__(twin, name, _tiled(value, worlds, copies))
    return twin


def _tiled(value: object, worlds: int, copies: int) -> object:
    if isinstance(value, np.ndarray) and value.ndim and value.shape[-1] == worlds:
        return np.repeat(value, copies, axis=-1)
    if isinstance(value, tuple):
        return tuple(_tiled(member, worlds, copies) for member in value)
    if is_dataclass(value) and not isinstance(value, type):
        return tile(value, worlds, copies)
    return value
