"""The world: everything that changes during a run, and the fixed ground it stands on."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from dataclasses import dataclass, is_dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

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
from sim.policy.beliefs import Beliefs
from sim.policy.calendar import Calendar
from sim.policy.controls import Controls, Routes
from sim.policy.deals import DealBook
from sim.policy.fortunes import Fortunes, Signals
from sim.policy.legal import Legal
from sim.policy.licences import Desk
from sim.policy.minds import Minds
from sim.policy.programme_book import ProgrammeBook
from sim.policy.relations import Relations
from sim.policy.tariffs import Tariffs
from sim.tables import Tables
from sim.types import Index

Part = TypeVar("Part")


@dataclass
class World:
    """W parallel worlds in lockstep; every array that changes ends in the world axis.

    Fixed: calendar, tables, settings, network. Changing: month (0, 1, ...), and one part each for policy in force
    (tariffs, controls, deals), the licence desks, trace rules, trade that goes round controls, the supply chain, its
    industries, programmes of industrial policy with reserves and ledger, the economy, AI compute, the relations of
    states, what they believe of each other, what their strategies remember, how the laws behind tariffs stand, what
    chance has done, and how states read each other's signals.
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
    beliefs: Beliefs
    minds: Minds
    legal: Legal
    fortunes: Fortunes
    signals: Signals

    @property
    def routes(self) -> Routes:
        """Borders that goods cross."""
        return self.network.routes

    def tile(self, copies: int | Index, among: Index | None = None, without: Collection[str] = ()) -> World:
        """Repeat every world, or some of them, `copies` times; parts to do without stay as they are, and shared.

        copies: how often, once for all or for each world picked (world,). The worlds picked keep their order, and the
        copies of each stand side by side.
        """
        picked = np.repeat(np.arange(self.worlds) if among is None else among, copies)
        way = Way(self.worlds, copies, among)
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
        changing += ("industry", "programmes", "stockpiles", "ledger", "technology", "beliefs", "minds")
        changing += ("legal", "fortunes", "signals")
        parts = {name: tile(getattr(self, name), way) for name in changing if name not in without}
        settings, luck = self.settings.pick(picked), self.luck.pick(picked)
        return replace(self, worlds=len(picked), settings=settings, luck=luck, **parts)


@dataclass(frozen=True, eq=False)
class Way:
    """How many worlds there are, and how often worlds are repeated: all of them, or those among some rows."""

    worlds: int
    copies: int | Index
    among: Index | None

    def lay(self, values: NDArray[Any]) -> NDArray[Any]:
        """Repeat an array along its last axis."""
        chosen = values if self.among is None else np.take(values, self.among, axis=-1)
        # some times faster than to pick every copy by its row
        return np.repeat(chosen, self.copies, axis=-1)


def tile(part: Part, way: Way) -> Part:
    """Copy a part of the world, of every array that ends in the world axis what is picked; what is fixed is shared.

    An array in a changing part that has no world axis of its own ends in an axis of 1, so that it cannot be mistaken.
    """
    twin = copy(part)
    for name, value in vars(part).items():
        object.__setattr__(twin, name, _tiled(value, way))
    return twin


def _tiled(value: object, way: Way) -> object:
    if isinstance(value, np.ndarray) and value.ndim and value.shape[-1] == way.worlds:
        return way.lay(value)
    if isinstance(value, dict):
        return {name: _tiled(member, way) for name, member in value.items()}
    if isinstance(value, tuple):
        return tuple(_tiled(member, way) for member in value)
    if is_dataclass(value) and not isinstance(value, type):
        return tile(value, way)
    return value
