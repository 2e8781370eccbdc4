"""Reads the world at the end of each month: which series there are, their units, and where each stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.chain.network import Incidence
from sim.policy.relations import PARTS
from sim.recording import TOTAL, Series
from sim.types import Array, Index
from sim.world import World

Reader = Callable[[World], Array]

KILOGRAMS_A_TONNE = 1000
DAYS_A_MONTH = 30
POWERS = ("USA", "CHN")
"""Tariffs are recorded where one of these stands on either side; the others charge each other nothing new here."""


@dataclass
class Track:
    """One series while it is being recorded; values are (entity, world), one a month."""

    name: str
    unit: str
    label: str
    state: tuple[str, ...]
    partner: tuple[str, ...]
    good: tuple[str, ...]
    read: Reader
    months: list[Array] = field(default_factory=list)

    def series(self) -> Series:
        """What was recorded, as (month, entity, world)."""
        return Series(
            self.name, self.unit, self.label, self.state, self.partner, self.good, np.stack(self.months)
        )


class Recorder:
    """Keeps every series of a run. The model does not know that it is watched."""

    def __init__(self, world: World) -> None:
        self.tracks = [*_policy(world), *_chain(world), *_economy(world), *_relations(world)]

    def record(self, world: World) -> None:
        """Take down the month that has just been lived."""
        for track in self.tracks:
            track.months.append(np.array(track.read(world)))

    def series(self) -> list[Series]:
        """All series, in the order in which they are declared."""
        return [track.series() for track in self.tracks]


def _policy(world: World) -> list[Track]:
    codes = world.tables.state_codes
    pairs = [
        (i, j) for i in range(len(codes)) for j in range(len(codes)) if i != j and {codes[i], codes[j]} & set(POWERS)
    ]
    importer, exporter = (np.array(side, dtype=np.intp) for side in zip(*pairs, strict=True))
    tariff = Track(
        "tariff",
        "fraction",
        "tariff in force on the partner's goods, all in",
        _names(codes, importer),
        _names(codes, exporter),
        ("",) * len(pairs),
        lambda now: (now.tariffs.base + now.tariffs.in_force)[importer, exporter],
    )
    return [tariff, *_licences(world)]


def _licences(world: World) -> list[Track]:
    """The three licence series, by exporter, importer and good, in applications."""
    routes, tables = world.routes, world.tables
    listed = {tables.good_index(good) for entry in tables.control_lists.values() for good in entry.goods}
    chosen = np.flatnonzero(np.isin(routes.good, list(listed)))
    size = np.array([good.application_size for good in tables.goods])[routes.good[chosen]][:, None]
    keys, member = np.unique(
        np.stack([routes.good[chosen], routes.exporter[chosen], routes.importer[chosen]]), axis=1, return_inverse=True
    )
    together = Incidence(member.reshape(-1), keys.shape[1])

    def track(name: str, label: str, read: Reader) -> Track:
        return Track(
            name,
            "applications",
            label,
            _names(tables.state_codes, keys[1]),
            _names(tables.state_codes, keys[2]),
            _names(tables.good_names, keys[0]),
            lambda now: together.sum(read(now)[chosen] / size),
        )

    return [
        track("licence_applications", "licence applications made in the month", lambda now: now.desk.applied),
        track("licence_backlog", "licence applications waiting at the end of the month", lambda now: now.desk.pending),
        track("licence_approved", "licence applications approved in the month", lambda now: now.desk.approved),
    ]


def _chain(world: World) -> list[Track]:
    """Trade, output, prices and stocks of goods; one track for each unit."""
    return [
        *_by_unit(world, *_exports(world)),
        *_by_unit(world, *_output(world)),
        *_prices(world),
        *_stocks(world),
        *_stops(world),
    ]


def _exports(world: World) -> tuple[Track, Index]:
    """Shipments across each border, and the total of each exporter."""
    links, codes = world.network.links, world.tables.state_codes
    abroad = np.flatnonzero(links.exporter != links.importer)
    border = np.stack([links.good[abroad], links.exporter[abroad], links.importer[abroad]])
    total = np.stack([links.good[abroad], links.exporter[abroad], np.full(len(abroad), -1)])
    keys, member = np.unique(np.concatenate([border, total], axis=1), axis=1, return_inverse=True)
    rows = Incidence(member.reshape(-1), keys.shape[1])
    twice = np.concatenate([abroad, abroad])
    track = Track(
        "exports",
        "",
        "shipments across the border",
        _names(codes, keys[1]),
        tuple(TOTAL if row < 0 else codes[row] for row in keys[2]),
        _names(world.tables.good_names, keys[0]),
        lambda now: rows.sum(now.chain.shipped[twice]),
    )
    return track, keys[0]


def _output(world: World) -> tuple[Track, Index]:
    makers = world.network.makers
    track = Track(
        "output",
        "",
        "output",
        _names(world.tables.state_codes, makers.state),
        ("",) * len(makers),
        _names(world.tables.good_names, makers.good),
        lambda now: makers.member.sum(now.chain.output),
    )
    return track, makers.good


def _by_unit(world: World, track: Track, good: Index) -> list[Track]:
    """Split a track by the unit of its goods."""
    units = [entry.unit for entry in world.tables.goods]
    unit_of = np.array([units[row] for row in good])
    return [
        _part(track, np.flatnonzero(unit_of == unit), f"{unit}/month") for unit in dict.fromkeys(units) if unit in unit_of
    ]


def _part(track: Track, rows: Index, unit: str) -> Track:
    def pick(texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(texts[row] for row in rows)

    return Track(
        track.name,
        unit,
        track.label,
        pick(track.state),
        pick(track.partner),
        pick(track.good),
        lambda now: track.read(now)[rows],
    )


def _prices(world: World) -> list[Track]:
    """Contract prices where goods are made, spot prices where they are bought, in the unit that people quote."""
    network, tables = world.network, world.tables
    makers, markets, firms = network.makers, network.markets, network.firms
    shown = [entry.price_unit_shown for entry in tables.goods]
    scale = np.array([KILOGRAMS_A_TONNE if unit == "USD/kg" else 1 for unit in shown])
    base = np.array([entry.base_price_usd for entry in tables.goods]) / scale
    weight = firms.output[:, None]

    def contract(now: World) -> Array:
        mean = makers.member.sum(weight * now.chain.price) / makers.member.sum(weight)
        return mean / scale[makers.good][:, None]

    def spot(now: World) -> Array:
        return base[markets.good][:, None] * now.chain.spot_ratio

    def track(name: str, label: str, cells: tuple[Index, Index], read: Reader) -> list[Track]:
        good, state = cells
        whole = Track(
            name,
            "",
            label,
            _names(tables.state_codes, state),
            ("",) * len(good),
            _names(tables.good_names, good),
            read,
        )
        units = np.array([_price_unit(shown[row]) for row in good])
        return [_part(whole, np.flatnonzero(units == unit), unit) for unit in dict.fromkeys(units)]

    return [
        *track("price", "contract price of the makers", (makers.good, makers.state), contract),
        *track("spot_price", "spot price where bought", (markets.good, markets.state), spot),
    ]


def _price_unit(shown: str) -> str:
    return shown if shown.startswith("USD/") else f"USD/{shown}"


def _stocks(world: World) -> list[Track]:
    markets = world.network.markets
    return [
        Track(
            "stock_cover",
            "months",
            "buyers' stock over their normal use",
            _names(world.tables.state_codes, markets.state),
            ("",) * len(markets),
            _names(world.tables.good_names, markets.good),
            lambda now: now.economy.cover[markets.good, markets.state],
        )
    ]


def _stops(world: World) -> list[Track]:
    """How long the hardest-hit plant of an industry stood still for want of inputs, and how many did."""
    network, tables = world.network, world.tables
    final = network.firms.market > 0
    chosen = np.flatnonzero(final[[np.flatnonzero(network.makers.member.of == cell)[0] for cell in range(len(network.makers))]])
    member = network.makers.member

    def longest(now: World) -> Array:
        days = np.zeros((member.groups, now.worlds))
        np.maximum.at(days, member.of, now.chain.idle * DAYS_A_MONTH)
        return days[chosen]

    def number(now: World) -> Array:
        return member.sum((now.chain.idle > 1 / DAYS_A_MONTH).astype(float))[chosen]

    state = _names(tables.state_codes, network.makers.state[chosen])
    good = _names(tables.good_names, network.makers.good[chosen])
    blank = ("",) * len(chosen)
    return [
        Track("idle_days", "days", "days of the month the hardest-hit plant stood still", state, blank, good, longest),
        Track("plants_idle", "plants", "plants that stood still for a day or more", state, blank, good, number),
    ]


def _economy(world: World) -> list[Track]:
    codes = world.tables.state_codes
    powers = [codes.index(code) for code in POWERS]
    between = [(i, j) for i in powers for j in range(len(codes)) if i != j]
    one, other = (np.array(side, dtype=np.intp) for side in zip(*between, strict=True))

    def track(name: str, unit: str, label: str, read: Reader) -> Track:
        return Track(name, unit, label, codes, ("",) * len(codes), ("",) * len(codes), read)

    return [
        track("gdp_gap", "% of GDP", "real GDP against the baseline", lambda now: now.economy.gdp_gap),
        track("trade_gap", "% of GDP", "part of the gap that tariffs make", lambda now: now.economy.trade_gap),
        track(
            "bottleneck_gap", "% of GDP", "part of the gap that shortages make", lambda now: now.economy.bottleneck_gap
        ),
        track("growth", "% a year", "growth of real GDP over a year earlier", lambda now: now.economy.growth),
        track(
            "consumer_prices", "% above baseline", "consumer prices", lambda now: now.economy.consumer_prices
        ),
        track(
            "trade_balance",
            "million USD/month",
            "goods trade balance with all partners",
            lambda now: _balance(now),
        ),
        Track(
            "trade_balance",
            "million USD/month",
            "goods trade balance with the partner",
            _names(codes, one),
            _names(codes, other),
            ("",) * len(between),
            lambda now: now.economy.trade_balance[one, other],
        ),
    ]


def _balance(world: World) -> Array:
    from sim.arrays import add_up

    return add_up(world.economy.trade_balance, axis=1)


def _relations(world: World) -> list[Track]:
    codes = world.tables.state_codes
    blank = ("",) * len(codes)
    powers = [codes.index(code) for code in POWERS]

    def track(name: str, unit: str, label: str, read: Reader) -> Track:
        return Track(name, unit, label, codes, blank, blank, read)

    def part(row: int) -> Reader:
        return lambda now: now.relations.payoff[row]

    unit = "% of GDP/month"
    pairs = [(i, j) for i in powers for j in range(len(codes)) if i != j]
    one, other = (np.array(side, dtype=np.intp) for side in zip(*pairs, strict=True))
    return [
        track("rung", "rung", "rung of the escalation ladder in force", lambda now: now.relations.rung),
        track("payoff", unit, "payoff, all parts together", lambda now: now.relations.welfare),
        *[track(f"payoff_{name}", unit, f"payoff: {name}", part(row)) for row, name in enumerate(PARTS)],
        Track(
            "trust",
            "0 to 1",
            "trust in the partner",
            _names(codes, one),
            _names(codes, other),
            ("",) * len(pairs),
            lambda now: now.relations.trust[one, other],
        ),
    ]


def _names(names: Sequence[str], rows: Index) -> tuple[str, ...]:
    return tuple(names[row] for row in rows)
