"""A made-up but lifelike recording of the spring of 2025, to test results and figures without the model."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.recording import EventRow, Recording, Series
from sim.results import Results

STATES = ("USA", "CHN", "EUU", "JPN", "KOR", "GBR", "VNM")
GAP_AT_WORST = {"USA": -0.9, "CHN": -0.5, "EUU": -0.45, "JPN": -0.7, "KOR": -0.4, "GBR": -0.2, "VNM": 0.1}
MAGNET_TONNES = {"EUU": 2300.0, "USA": 620.0, "JPN": 300.0, "KOR": 420.0, "VNM": 350.0, "GBR": 90.0}
INDUSTRIES = ("vehicles", "electronics", "machinery_wind", "defence", "ai_data_centres")
PARTS = ("growth", "prices", "security", "relative", "politics", "alliance", "cost", "pain")


def months_from(first: str, count: int) -> list[str]:
    year, month = int(first[:4]), int(first[5:])
    return [f"{year + (month - 1 + k) // 12}-{(month - 1 + k) % 12 + 1:02d}" for k in range(count)]


def scenario(name: str = "spring_2025") -> Any:
    return SimpleNamespace(
        counted_from=None,
        name=name,
        title="Spring 2025, made up",
        sources=(),
        parameters={},
        resolved_yaml=lambda: f"title: Spring 2025, made up\nstart: 2025-01\nname: {name}\n",
    )


def recording(
    months: int = 36, seeds: tuple[int, ...] = (1,), strength: float = 1.0, name: str = "spring_2025"
) -> Recording:
    """A shock in month 3 (April), worst in month 5, mostly over after a year; `strength` 0 leaves all at rest."""
    world = np.array([1.0 + 0.3 * np.sin(7.0 * seed) for seed in seeds])
    time = np.arange(months)
    shape = np.where(time < 3, 0.0, np.interp(time, [2, 4, 5, 9, 14, months + 20], [0, 0.8, 1, 0.35, 0.12, 0.1]))
    shock = strength * np.minimum(shape[:, None] * world, 1.2)
    return Recording(
        _variables(shock), months_from("2025-01", months), scenario(name), list(seeds), _events(seeds, strength), 1.5
    )


def results(**options: Any) -> Results:
    return Results.from_recording(recording(**options))


def _variables(shock: np.ndarray) -> list[Series]:
    def by_state(name: str, unit: str, label: str, values: dict[str, np.ndarray], good: str = "") -> Series:
        state = tuple(values)
        return Series(
            name, unit, label, state, ("",) * len(state), (good,) * len(state), np.stack(list(values.values()), axis=1)
        )

    flat = np.zeros_like(shock)
    rung = np.round(5 * np.minimum(shock, 1))
    cut = 1 - 0.85 * np.minimum(shock, 1)
    flows = {to: tonnes * cut for to, tonnes in MAGNET_TONNES.items()}
    prices = {"lace_oxide": 1.0, "ndpr_oxide": 70.0, "dytb_oxide": 270.0}
    height = {"lace_oxide": 0.0, "ndpr_oxide": 0.3, "dytb_oxide": 1.3}
    home = {good: price * np.exp(-0.05 * height[good] * shock) for good, price in prices.items()}
    spot = {
        (s, good): price * np.exp(height[good] * shock) for good, price in prices.items() for s in STATES if s != "CHN"
    }
    made = {
        (s, good): 1e5 * (k + 1) * (1 + GAP_AT_WORST[s] * shock * (0.08 + 0.1 * k))
        for s in ("USA", "CHN", "EUU", "JPN")
        for k, good in enumerate(INDUSTRIES)
    }
    return [
        Series(
            "tariff",
            "fraction",
            "Tariff",
            ("USA", "CHN"),
            ("CHN", "USA"),
            ("", ""),
            np.stack([0.2 + shock, 0.15 + 0.8 * shock], 1),
        ),
        Series(
            "exports",
            "t/month",
            "Exports",
            ("CHN",) * (len(flows) + 1),
            (*flows, ""),
            ("ndfeb_magnets",) * (len(flows) + 1),
            np.stack([*flows.values(), np.sum(list(flows.values()), axis=0)], axis=1),
        ),
        _goods("output", "million USD/month", "Output", made),
        _goods("price", "USD/kg", "Contract price", {("CHN", good): values for good, values in home.items()}),
        _goods("spot_price", "USD/kg", "Spot price", spot),
        by_state(
            "licence_applications", "applications/month", "Licence applications", {"CHN": 400 * shock}, "ndfeb_magnets"
        ),
        by_state("licence_backlog", "applications", "Applications waiting", {"CHN": 2000 * shock}, "ndfeb_magnets"),
        by_state("licence_approved", "applications/month", "Licences granted", {"CHN": 100 * shock}, "ndfeb_magnets"),
        by_state("gdp_gap", "% of GDP", "GDP gap", {s: GAP_AT_WORST[s] * shock for s in STATES}),
        by_state("growth", "%/year", "Growth", {s: 2 + GAP_AT_WORST[s] * shock for s in STATES}),
        by_state("consumer_prices", "%", "Consumer prices", {s: -GAP_AT_WORST[s] * shock for s in STATES}),
        by_state("rung", "rung", "Rung", {s: rung if s in ("USA", "CHN") else flat for s in STATES}),
        by_state("payoff", "% of GDP a month", "Payoff", {s: GAP_AT_WORST[s] * shock for s in STATES}),
        *(by_state(f"payoff_{part}", "% of GDP a month", part, {s: flat for s in STATES}) for part in PARTS),
    ]


def _goods(name: str, unit: str, label: str, values: dict[tuple[str, str], np.ndarray]) -> Series:
    states, goods = zip(*values, strict=True)
    return Series(name, unit, label, states, ("",) * len(states), goods, np.stack(list(values.values()), axis=1))


def _events(seeds: tuple[int, ...], strength: float) -> list[EventRow]:
    measures = [
        ("2025-04-02", "USA", "tariff IEEPA", "CHN", "", "0.2", "0.54", "reciprocal tariff, all goods"),
        (
            "2025-04-04",
            "CHN",
            "export control (civil)",
            "all",
            "dytb_oxide",
            "open",
            "licence",
            'seven elements, "medium and heavy"',
        ),
        ("2025-04-04", "CHN", "export control (civil)", "all", "ndfeb_magnets", "open", "licence", "seven elements"),
        ("2025-04-11", "CHN", "tariff national", "USA", "", "0.84", "1.25", "mirror"),
        ("2025-05-12", "USA", "deal geneva", "CHN", "", "", "geneva", "truce of 90 days"),
    ]
    if not strength:
        return []
    return [EventRow(run, row[0][:7], *row) for run in range(len(seeds)) for row in measures]
