"""The model's own licence desks and firms, without governments, and what of them the twin is compared on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.hard_path import HARD_PATH, Charge, Restrict
from sim.borders.crossing import BorderRules
from sim.borders.detours import Detours
from sim.chain.network import Network
from sim.model import TradeWar
from sim.policy.controls import Controls
from sim.policy.tariffs import AUTHORITIES, Tariffs
from sim.scenario import Scenario
from sim.types import TINY, Array, Mask
from sim.world import World

FIRM_SERIES = ("output", "price", "finished_stock", "idle")
MARKET_SERIES = ("spot_ratio",)
DESK_SERIES = ("applied", "approved", "refused", "lapsed", "pending", "balance")


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of export at one border in one month, as plain numbers; free_share needs no licence.

    skips_queue: share of the buyers at this border who are on the green channel.
    """

    status: float
    approval_rate: float
    lag_months: float
    term_months: float
    general_term_months: float
    skips_queue: float
    controlled_share: float
    free_share: float


Kind = tuple[int, int, int, bool]
"""What tariffs tell apart: importer, exporter, and sector and exemption of the good."""


@dataclass(frozen=True, slots=True)
class MonthOfPolicy:
    """What is in force in one month: terms by border, and delivered over normal price by kind of border."""

    terms: list[Terms]
    tariff_factor: dict[Kind, float]


def in_force(controls: Controls, tariffs: Tariffs, network: Network, world: int = 0) -> MonthOfPolicy:
    """Read off what is in force in one world, after governments have decided and before desks and firms act."""
    names = ("status", "approval_rate", "lag_months", "term_months", "general_term_months")
    terms, routes = controls.in_force, network.routes
    columns = [getattr(terms, name)[:, world].tolist() for name in names]
    columns.append(routes.skip_queue(terms.green_channel, np.arange(len(routes)))[:, world].tolist())
    columns.append(terms.controlled_share[:, world].tolist())
    columns.append(controls.free_share()[:, world].tolist())
    kinds = network.borders
    sides = (kinds.importer, kinds.exporter, kinds.sector, kinds.exempt)
    rows = zip(*(side.tolist() for side in sides), strict=True)
    return MonthOfPolicy(
        [Terms(*row) for row in zip(*columns, strict=True)], {kind: price(kind, tariffs, world) for kind in rows}
    )


def price(kind: Kind, tariffs: Tariffs, world: int) -> float:
    """Delivered over normal price of one kind of goods, from the rates in force."""
    importer, exporter, sector, exempt = kind
    rates = tariffs.sector_rates
    rate = 0.0 if exempt else tariffs.general[importer, exporter, world]
    if (importer, sector) in rates.places:
        place = rates.places.index((importer, sector))
        rate = (rates.named if exempt else rates.added)[place][exporter, world]
    start = 1 + tariffs.base[importer, exporter, 0]
    return float((start + rate) / start)


class Watched(TradeWar):
    """The whole model, taking down what is in force and what follows, so that the twin can be given the same."""

    def __init__(self, scenario: Scenario, seeds: Sequence[int]) -> None:
        super().__init__(scenario, seeds)
        self.border_rules = without_detours(self)
        self.policy: list[MonthOfPolicy] = []
        self.kept: list[dict[str, Array]] = []

    def license(self) -> None:
        """Read what governments have decided before the desks open."""
        self.policy.append(in_force(self.world.controls, self.world.tariffs, self.world.network))
        super().license()

    def trade(self) -> None:
        """Read what firms have done."""
        super().trade()
        self.kept.append(keep(self.world))

    def develop(self) -> None:
        """Nothing is built, closed or stockpiled: the twin knows nothing of it."""


class ChainAlone(TradeWar):
    """The model's licence desks and firms on the hard path: the twin's rules and nothing else."""

    def __init__(self, scenario: Scenario, seeds: Sequence[int]) -> None:
        super().__init__(scenario, seeds)
        self.border_rules = without_detours(self)
        self.kept: list[dict[str, Array]] = []

    def step(self) -> None:
        """Live through one month."""
        self.enforce()
        self.license()
        self.trade()
        self.kept.append(keep(self.world))
        self.world.month += 1

    def enforce(self) -> None:
        """Put this month's measures in force."""
        for measure in HARD_PATH.get(self.world.month, ()):
            if isinstance(measure, Charge):
                self.charge(measure)
            else:
                self.restrict(measure)

    def charge(self, measure: Charge) -> None:
        """Put an added tariff in force."""
        tariffs, row = self.world.tariffs, self.world.tables.state_index
        layer = AUTHORITIES.index("national")
        tariffs.set(row(measure.importer), row(measure.exporter), layer, measure.rate, self.everywhere)
        tariffs.enforce(None, {})

    def restrict(self, measure: Restrict) -> None:
        """Put an export control in force."""
        tables, routes, controls = self.world.tables, self.world.routes, self.world.controls
        exporter = tables.state_index(measure.exporter)
        buyers = [tables.state_index(code) for code in measure.importers] or None
        for good, share in tables.controlled_shares(measure.goods).items():
            chosen = routes.select([tables.good_index(good)], exporter, buyers, measure.use)
            controls.set(chosen, self.everywhere, status=measure.status, controlled_share=share, **measure.terms)
        controls.enforce(controls.law.copy(), measure.day)

    @property
    def everywhere(self) -> Mask:
        """All worlds: (world,)."""
        return np.ones(self.world.worlds, dtype=bool)


def without_detours(model: TradeWar) -> BorderRules:
    """The twin knows no way round through third states."""
    nowhere = Detours.of(
        model.world.network, np.zeros(len(model.world.tables.states)), np.ones(len(model.world.tables.goods))
    )
    return replace(model.border_rules, detours=nowhere)


def keep(world: World) -> dict[str, Array]:
    """What the twin's data collector keeps of a month, each (entity, world)."""
    chain, desk, network = world.chain, world.desk, world.network
    kept = {name: getattr(chain, name).copy() for name in (*FIRM_SERIES, *MARKET_SERIES, "input_stock")}
    kept |= {name: getattr(desk, name).copy() for name in DESK_SERIES}
    return kept | {"shipped": network.by_route.sum(chain.shipped)[:-1]}


def policy_of_hard_path(scenario: Scenario, months: int) -> list[MonthOfPolicy]:
    """The hard path as the twin takes it; its measures do not depend on what firms do."""
    model, policy = ChainAlone(scenario, [0]), []
    for model.world.month in range(months):
        model.enforce()
        policy.append(in_force(model.world.controls, model.world.tariffs, model.world.network))
        model.world.controls.month_passes()
    return policy


def difference(twin: Mapping[str, Array], kept: Sequence[Mapping[str, Array]]) -> dict[str, float]:
    """Largest relative difference of each series between the twin and the first world of the arrays.

    Each entity's is measured against its largest value over the months; licences against what is asked for.
    """
    arrays = {name: np.stack([month[name][:, 0] for month in kept]) for name in kept[0]}
    size = {name: np.abs(values).max(axis=0) for name, values in arrays.items()}
    size |= {name: np.maximum(size[name], np.maximum(size["applied"], size["shipped"])) for name in DESK_SERIES}
    return {
        name: float((np.abs(twin[name] - values).max(axis=0) / np.maximum(size[name], TINY)).max())
        for name, values in arrays.items()
    }
